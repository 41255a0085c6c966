import { similarTo } from './similar.ts';

/** The most names that are listed when none is similar. */
const LISTED = 10;

/** A sentence that helps with a name that is unknown: what was probably meant, or what there is. */
export function suggest(typed: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  const meant = probablyMeant(typed, candidates);
  if (meant !== '') return meant;
  const listed = candidates.slice(0, LISTED).map(quoted).join(', ');
  const more = candidates.length > LISTED ? ` and ${candidates.length - LISTED} more` : '';
  return ` There ${candidates.length === 1 ? 'is' : 'are'}: ${listed}${more}.`;
}

/** The same where what there is was told already: only what was probably meant, if anything. */
export function probablyMeant(typed: string, candidates: readonly string[]): string {
  const similar = similarTo(typed, candidates);
  return similar.length === 0 ? '' : ` Did you mean ${similar.map(quoted).join(' or ')}?`;
}

function quoted(name: string): string {
  return `'${name}'`;
}
