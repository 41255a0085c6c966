import { errors } from 'undici';
import { type Exchange, exchange } from '../partner-api/exchange.ts';

/**
 * Sends as `exchange` does, and at once again where the receiver has closed a connection that was kept
 * from before: one that nobody uses is closed by whoever is tired of it, maybe while the next delivery is on its way
 * there. The receiver knows a delivery by its id, should it have seen the first one.
 *
 * @see spec/webhooks.md — WHK-7, WHK-10
 */
export async function exchangeOnLive(...request: Parameters<typeof exchange>): Promise<Exchange> {
  const first = await exchange(...request);
  return hasFoundItClosed(first) ? exchange(...request) : first;
}

/** A connection that has never brought anything is none from before. */
function hasFoundItClosed({ answer, failure }: Exchange): boolean {
  if (answer !== undefined || !(failure instanceof errors.SocketError)) return false;
  return (failure.socket?.bytesRead ?? 0) > 0;
}
