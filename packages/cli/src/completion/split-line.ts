const WORD = /(?:[^\s"'\\]|\\.?|"(?:[^"\\]|\\.?)*"?|'[^']*'?)+/gs;
const QUOTED = /\\(.?)|"((?:[^"\\]|\\.?)*)"?|'([^']*)'?/gs;

/**
 * The words of a command line that is still being typed, as a shell reads them: quotes and backslashes
 * are taken off, and the last word is what is not finished, empty after a blank.
 */
export function splitLine(line: string): string[] {
  const found = [...line.matchAll(WORD)];
  const last = found.at(-1);
  const isUnfinished = last !== undefined && last.index + last[0].length === line.length;
  const words = found.map(([word]) => unquoted(word));
  return isUnfinished ? words : [...words, ''];
}

function unquoted(word: string): string {
  return word.replace(QUOTED, (_, escaped, double, single) =>
    double === undefined ? (escaped ?? single ?? '') : double.replaceAll(/\\(["\\$`])/g, '$1'),
  );
}
