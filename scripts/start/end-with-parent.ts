/**
 * Loaded before a program of the world: when the supervisor is gone, however it ended, the program
 * ends too. The channel between the two closes with the supervisor. A program that listens for that
 * itself ends in its own way; any other is sent a signal.
 */
const PATIENCE_MS = 35_000;

function end(): void {
  if (process.listenerCount('disconnect') === 0) process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), PATIENCE_MS).unref();
}

process.once('disconnect', end);
// Listening must not keep alive a program that has nothing left to do.
process.channel?.unref();
if (!process.connected) end();
