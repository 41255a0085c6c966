/** What is said to the person in front of the terminal. */
export type Terminal = {
  readonly say: (text: string) => void;
  /** Something that went wrong, or may: in colour where there are colours. */
  readonly warn: (text: string) => void;
};

const YELLOW = '\u001b[33m';
const PLAIN = '\u001b[39m';

export function createTerminal({
  stdout,
  stderr,
}: Pick<NodeJS.Process, 'stdout' | 'stderr'> = process): Terminal {
  // A terminal that is closed must not keep us from stopping what we started.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  const hasColours = stderr.isTTY && process.env.NO_COLOR === undefined;
  return {
    say: (text) => void stdout.write(`${text}\n`),
    warn: (text) => {
      const shown = withoutControls(text);
      stderr.write(hasColours ? `${YELLOW}${shown}${PLAIN}\n` : `${shown}\n`);
    },
  };
}

/** Logs quote strangers, and a terminal obeys what it is sent. */
function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
