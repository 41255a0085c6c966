import { useState } from 'react';

/** Under what the draft of something new in a team is kept: of a resource under its product. */
export function draftName(team: string, kind: string): string {
  return `${team} ${kind}`;
}

/**
 * What was typed into a form and not sent yet: never a secret, as the browser keeps it. It survives leaving the page, in
 * this tab, until one signs out, or somebody else signs in.
 */
export function useDraft<Draft extends object>(name: string, initial: Draft) {
  const key = PREFIX + name;
  const [draft, setDraft] = useState<Draft>(() => ({ ...initial, ...stored(key) }));
  const change = (part: Partial<Draft>) => {
    setDraft((before) => {
      const after = { ...before, ...part };
      sessionStorage.setItem(key, JSON.stringify(after));
      return after;
    });
  };
  return { draft, change };
}

/** Forgets a draft once what it was for is there; with `isOf`, only where it is not of something else by then. */
export function forgetDraft(name: string, isOf?: (draft: object) => boolean): void {
  const key = PREFIX + name;
  if (isOf?.(stored(key)) ?? true) sessionStorage.removeItem(key);
}

/** Forgets all drafts of this tab: whoever comes next may be somebody else. */
export function forgetDrafts(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
}

const PREFIX = 'draft ';

function stored(key: string): object {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
