import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { gatheringSocket } from './gathering-socket.ts';

/** A socket that is connected, and what comes of it at the other side. */
async function connected() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const socket = gatheringSocket();
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const [other] = await accepted;
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  return { socket, other };
}

test('what is written in one turn of the event loop is sent at once, in its order', async () => {
  const { socket, other } = await connected();
  const sends = [
    vi.spyOn(socket, '_write'),
    vi.spyOn(socket as Required<typeof socket>, '_writev'),
  ];
  const calls = () => sends.reduce((sum, { mock }) => sum + mock.calls.length, 0);

  socket.write('bind ');
  socket.cork();
  socket.write('describe ');
  socket.uncork();
  socket.write('execute');
  expect(calls()).toBe(0);
  const [received] = await once(other, 'data');

  expect(String(received)).toBe('bind describe execute');
  expect(calls()).toBe(1);
});

test('what is written in a later turn is sent by then', async () => {
  const { socket, other } = await connected();

  for (const text of ['first', 'second']) {
    socket.write(text);
    const [received] = await once(other, 'data');
    expect(String(received)).toBe(text);
  }
});
