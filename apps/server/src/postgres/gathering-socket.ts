import { Socket } from 'node:net';

/**
 * A connection to the database that sends what is written in one turn of the event loop at once:
 * statements that are given together cost one call of the system, and wake the server once.
 */
export function gatheringSocket(): Socket {
  const socket = new Socket();
  const { write } = socket;
  let isGathering = false;
  const gather = ((...args: unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      // runs once whoever has been answered meanwhile has given the next statement
      process.nextTick(() => {
        isGathering = false;
        socket.uncork();
      });
    }
    return Reflect.apply(write, socket, args);
  }) as Socket['write'];
  // to connect takes away whatever a socket writes with by itself
  socket.once('connect', () => {
    socket.write = gather;
  });
  return socket;
}
