import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

const PAGES = ['*.md', 'docs/**/*.md', 'providers/*/*.md', 'examples/*/*.md', 'packages/*/*.md'];
const SHELLS = ['sh', 'bash', 'shell', 'console'];
/** What a block that names no language begins its lines with when it is meant for a shell. */
const PROGRAMS =
  /^(?:\$ |[A-Z][A-Z_]*=\S+ |(?:kontor|npx|npm|node|git|vercel|claude|curl|docker|systemctl|export|source|psql)\b)/;

/** Every command that a page of this repository has its readers type, in order, by page. */
export function commandsOfPages(): ReadonlyMap<string, readonly string[]> {
  const pages = globSync([...PAGES], { cwd: root, exclude: ['**/node_modules/**'] }).sort();
  const found = pages.map((page) => [page, commandsIn(readFileSync(`${root}/${page}`, 'utf8'))]);
  return new Map(found as [string, string[]][]);
}

/** The commands of the fenced blocks of a page that are meant for a shell. */
export function commandsIn(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(\w*)\n(.*?)^ *```/gms)];
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
