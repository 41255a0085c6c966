/** Why the world cannot be started or kept running. The message says what to do, so it needs no stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

/** What an unknown error says, for a message about what it prevented. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
