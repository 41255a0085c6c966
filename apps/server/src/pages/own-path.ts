/** Any address will do: only what stands behind it is kept. */
const BASE = 'http://host.invalid';

/**
 * The path of the host's own that a text names, with its query; `/` for anything that would lead
 * elsewhere. Browsers read backslashes and control characters in their own way, so the text is read as
 * they do and written anew.
 */
export function ownPath(text: string | undefined): string {
  if (text === undefined || !text.startsWith('/') || !URL.canParse(text, BASE)) return '/';
  const url = new URL(text, BASE);
  const path = `${url.pathname}${url.search}`;
  return url.origin === BASE && !path.startsWith('//') ? path : '/';
}
