import { Agent } from 'undici';
import { createConnector, type DialOptions } from './dial.ts';

/**
 * An undici agent whose every connection is judged by `permits`, so it may be handed an address that a
 * stranger chose. It speaks HTTP/1.1 and nothing else: over HTTP/2 undici sends a request again when a
 * session ends, and a change must never be sent twice without its sender knowing.
 *
 * It sets no time limits but that of dialling: whoever sends a request bounds the whole of it.
 */
export function createGuardedAgent(options: DialOptions): Agent {
  return new Agent({
    connect: createConnector(options),
    allowH2: false,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveMaxTimeout: longestIdleMs,
  });
}

/** How long a server's own `Keep-Alive` hint may keep an unused connection open. */
const longestIdleMs = 30_000;
