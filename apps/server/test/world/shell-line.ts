/** A command line of a guide, as far as guides go: words, quotes, and where input and output are. */
export type ShellLine = {
  readonly words: readonly string[];
  /** The file that is read as input. */
  readonly input?: string;
  /** The file that the output goes to. */
  readonly output?: string;
};

/** Reads a command line as a shell would. */
export function readShellLine(line: string): ShellLine {
  const parts = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  const after = (sign: string) => {
    const at = parts.indexOf(sign);
    return at < 0 ? undefined : parts[at + 1];
  };
  const [input, output] = [after('<'), after('>')];
  const end = parts.findIndex((part) => part === '<' || part === '>');
  return {
    words: end < 0 ? parts : parts.slice(0, end),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
  };
}
