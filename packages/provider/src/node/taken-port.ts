import process from 'node:process';

/** The part of a server that says why it does not listen. */
type Listening = { on(event: 'error', listener: (error: Error) => void): unknown };

/**
 * Ends the process with a line that says what to do, and exit code 1, where another program has the port that
 * a server is to listen on; any other failure is thrown. `setting` is the variable that chooses the port.
 */
export function exitIfPortTaken(server: Listening, setting = 'PORT'): void {
  server.on('error', (error) => {
    const told = takenPort(error, setting);
    if (told === undefined) throw error;
    process.stderr.write(`${told}\n`);
    process.exit(1);
  });
}

/** What to tell whoever starts a server whose port another program has; undefined for any other failure. */
export function takenPort(error: unknown, setting: string): string | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return undefined;
  const port = 'port' in error ? `Port ${error.port}` : 'The port';
  return `${port} is in use by another program. Stop it, or set ${setting} to a free port.`;
}
