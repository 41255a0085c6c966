/** Escapes, classes, what opens a group, quantifiers, and every other character. */
const TOKEN =
  /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\{\d+(?:,\d*)?\}\??|[*+?]\??|./gsu;
const QUANTIFIER = /^\{(?<least>\d+)(?<isRange>,(?<most>\d*))?\}/;
const BACK_REFERENCE = /^\\[1-9k]/;

/**
 * The most steps that backtracking can take to match a pattern against a text of some length, as an
 * upper bound: in how many ways its repetitions and choices can be combined, from each start, each
 * as long as the text.
 *
 * `Infinity` where something is repeated that can itself match in several ways, or where an earlier
 * match is referred to: those have no useful bound.
 */
export function stepsToMatch(pattern: string, length: number): number {
  const openGroups = [false];
  let ways = 1;
  let lastVaries = false;
  for (const [token] of pattern.matchAll(TOKEN)) {
    if (BACK_REFERENCE.test(token)) return Number.POSITIVE_INFINITY;
    if (lastVaries && /^[*+{]/.test(token)) return Number.POSITIVE_INFINITY;
    const choices = choicesOf(token, length);
    ways *= choices;
    lastVaries = token === ')' && openGroups.pop() === true;
    if (token.startsWith('(')) openGroups.push(false);
    else openGroups.push(openGroups.pop() === true || lastVaries || choices > 1);
  }
  return ways * startsIn(pattern, length) * (length + 1);
}

/** In how many ways a part of a pattern can go on: 1 for what is no choice. */
function choicesOf(token: string, length: number): number {
  if (token.startsWith('?') || token === '|') return 2;
  if (token.startsWith('*') || token.startsWith('+')) return length + 1;
  const quantifier = QUANTIFIER.exec(token)?.groups;
  if (!quantifier?.isRange) return 1;
  const most = quantifier.most ? Number(quantifier.most) : length;
  return Math.min(Math.max(most - Number(quantifier.least), 0), length) + 1;
}

function startsIn(pattern: string, length: number): number {
  return pattern.startsWith('^') && !pattern.includes('|') ? 1 : length + 1;
}
