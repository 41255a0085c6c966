import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const PAGES = ['*.md', 'docs/**/*.md', 'providers/*/*.md', 'examples/*/*.md', 'packages/*/*.md'];
const SHELLS = ['sh', 'bash', 'shell', 'console'];
const BLOCK = /^ *```(\w*)\n(.*?)^ *```/gms;
/** What a block that names no language begins its lines with when it is meant for a shell. */
const PROGRAMS =
  /^(?:\$ |[A-Z][A-Z_]*=\S+ |(?:kontor|npx|npm|node|git|vercel|claude|curl|docker|systemctl|export|source|psql)\b)/;

/**
 * Every command that a page of this repository has its readers type, in order, by page. Those in the
 * sentences and tables of `runbooks` are among them.
 */
export function commandsOfPages(
  runbooks: readonly string[] = [],
): ReadonlyMap<string, readonly string[]> {
  const pages = globSync([...PAGES], { cwd: root, exclude: ['**/node_modules/**'] }).sort();
  return new Map(
    pages.map((page) => {
      const text = readFileSync(`${root}/${page}`, 'utf8');
      const inSentences = runbooks.includes(page) ? commandsBetweenBlocks(text) : [];
      return [page, [...new Set([...commandsIn(text), ...inSentences])]];
    }),
  );
}

/** The commands, with what they are given, that stand in the sentences and tables of a page. */
export function commandsBetweenBlocks(text: string): string[] {
  const sentences = text.replaceAll(BLOCK, '');
  const quoted = [...sentences.matchAll(/`([^`]+)`/g)].map(([, inside = '']) =>
    inside.replaceAll(/\s+/g, ' '),
  );
  return quoted.filter((each) => isTyped(each) && each.includes(' '));
}

/** The commands of the fenced blocks of a page that are meant for a shell. */
export function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(BLOCK)];
  return blocks.flatMap(([, language = '', body = '']) => {
    const lines = body.replaceAll(/ *\\\n\s*/g, ' ').split('\n');
    const isShell = SHELLS.includes(language) || (language === '' && lines.some(isTyped));
    if (!isShell) return [];
    // where output is shown too, what is typed stands behind a prompt
    const isShown = lines.some((line) => line.startsWith('$ '));
    return lines
      .filter((line) => (isShown ? line.startsWith('$ ') : line.trim() !== ''))
      .map((line) =>
        line
          .replace(/^\$ /, '')
          .replace(/\s+#.*$/, '')
          .trim(),
      )
      .filter((line) => line !== '' && !line.startsWith('#'));
  });
}

function isTyped(line: string): boolean {
  return PROGRAMS.test(line.trim());
}

/** The words for `kontor` of a command that is one, however it is started. */
export function asKontor(command: string): string | undefined {
  return /^(?:npx )?(kontor .*)$/.exec(command)?.[1];
}
