/** What people and other programs ask the supervisor for by signals. */
export type StopRequests = {
  /** Settles when somebody wants everything to stop. */
  readonly stop: Promise<void>;
  /** Aborted when somebody asks a second time. */
  readonly hurry: AbortSignal;
};

/**
 * One Ctrl-C reaches this process several times: from the terminal, and from npm and the script
 * around it, which hand on what they get. What comes within this time is one request.
 */
const ONE_REQUEST_MS = 400;

/** Listens for Ctrl-C, for requests to end, and for the end of the script around this process. */
export function listenForStopRequests(process: NodeJS.Process): StopRequests {
  const { promise: stop, resolve } = Promise.withResolvers<void>();
  const hurry = new AbortController();
  let firstAt: number | undefined;
  const request = () => {
    firstAt ??= performance.now();
    if (performance.now() - firstAt > ONE_REQUEST_MS) hurry.abort();
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  if (process.channel) {
    process.once('disconnect', request);
    process.channel.unref();
    if (!process.connected) request();
  }
  return { stop, hurry: hurry.signal };
}
