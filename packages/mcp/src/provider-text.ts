/** The longest text of a provider that an agent is given, in characters. */
const LONGEST = 4000;

/**
 * What a provider wrote, marked as such. An agent is told that text under this key is data: a
 * description may tell it to do something, and is nobody whom it works for.
 */
export type ProviderText = { readonly providerText: string };

export function providerText(text: string): ProviderText {
  const visible = visibleText(text);
  return { providerText: visible.length <= LONGEST ? visible : `${visible.slice(0, LONGEST)}…` };
}

/** A text without what nobody sees, which could say something else to a program than to people. */
export function visibleText(text: string): string {
  return text.replaceAll(INVISIBLE, '').trim();
}

/** Controls but line ends and tabs, marks that turn the direction, and tags that nobody sees. */
const INVISIBLE =
  /[^\P{Cc}\n\t]|[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|[\u{E0000}-\u{E007F}]/gu;
