import { stripVTControlCharacters } from 'node:util';

/** The most characters of a provider's text that the host keeps or shows. */
export const longestShownText = 1000;

/**
 * A stranger's text as one short printable line: without control characters, and without the marks that
 * make text read in another direction than it is written.
 */
export function showable(text: string, longest = longestShownText): string {
  const line = stripVTControlCharacters(text.toWellFormed())
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
