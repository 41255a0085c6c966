/**
 * The words of a line as people type them to Redis: parted by spaces, with quotes around what has some.
 * `undefined` where a quote does not end.
 */
export function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== '') {
    const [whole, double, single, plain] =
      /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))(?=\s|$)/s.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    words.push(plain ?? single?.replaceAll("\\'", "'") ?? unescaped(double ?? ''));
    rest = rest.slice(whole.length).trimStart();
  }
  return words;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}
