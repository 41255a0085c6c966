import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 50;

/** Waits until somebody listens at the address. Rejects when the signal is aborted. */
export async function awaitPort(url: string, signal: AbortSignal): Promise<void> {
  const { hostname, port, protocol } = new URL(url);
  const target = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  };
  while (!(await isListening(target))) await delay(POLL_MS, undefined, { signal });
}

async function isListening(target: { host: string; port: number }): Promise<boolean> {
  const socket = net.connect(target);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
