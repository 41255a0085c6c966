/**
 * How long a test waits for what is to come, in milliseconds: on a busy machine a moment is a while. What has come
 * ends the wait, so it costs nothing where all is well.
 */
export const PATIENCE_MS = 25_000;
