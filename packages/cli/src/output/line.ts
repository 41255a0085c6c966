/** One line for people. A plain string has the usual look. */
export type Line = string | { readonly text: string; readonly look: Look };

export type Look = 'heading' | 'quiet' | 'error';

export function heading(text: string): Line {
  return { text, look: 'heading' };
}

export function quiet(text: string): Line {
  return { text, look: 'quiet' };
}
