import { useState } from 'react';

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
  const forget = () => sessionStorage.removeItem(key);
  return { draft, change, forget };
}

function stored(key: string): object {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
