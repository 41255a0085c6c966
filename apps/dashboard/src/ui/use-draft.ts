import { useState } from 'react';

/** Under what the draft of a resource of a product is kept. */
export function draftName(team: string, product: string): string {
  return `${team} ${product}`;
}

/** What was typed into a form and not sent yet. It survives leaving the page, in this tab of the browser. */
export function useDraft<Draft extends object>(name: string, initial: Draft) {
  const key = `draft ${name}`;
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

/** Forgets a draft once what it was for is there. */
export function forgetDraft(name: string, isOf: (draft: object) => boolean): void {
  const key = `draft ${name}`;
  if (isOf(stored(key))) sessionStorage.removeItem(key);
}

function stored(key: string): object {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
