/** Where failures go that nobody listens for. */
export function reportToConsole(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: a failure that nobody listens for must still be heard of
  console.error(error);
}
