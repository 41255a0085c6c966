import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StripeSettings } from '../../src/payments/stripe/stripe-client.ts';
import { type Answer, createStripeBooks, type Form, Refused } from './stripe-books.ts';

/** What a payment method of the stand-in does, by the word in its name: `pm_slow_…` is slow. */
export type StripeStandIn = ReturnType<typeof createStripeBooks> & {
  readonly settings: StripeSettings;
  /** From now on calls that move money are carried out, and their answers are lost. */
  readonly loseAnswers: (isLosing: boolean) => void;
  /** Leaves the next charge without an answer, carried out or not; ends when it has come that far. */
  readonly hold: (when: 'before' | 'after') => Promise<void>;
  /** Signs and sends an event to a host, as Stripe does; answers the status. */
  readonly tell: (url: string, event: TellOptions) => Promise<number>;
  readonly close: () => Promise<void>;
};

export type TellOptions = {
  readonly type: string;
  readonly object: object;
  readonly id?: string;
  readonly secret?: string;
  readonly signedAt?: Date;
  /** What is sent instead of what was signed. */
  readonly sent?: string;
};

/**
 * A server that speaks the part of Stripe's API that the host uses, with its rules: keys and what was
 * answered under them, amounts that can be captured or refunded, lists in pages, and signed events.
 * Whatever else it is asked for is not found.
 */
export async function startStripeStandIn(): Promise<StripeStandIn> {
  const books = createStripeBooks();
  const secretKey = `sk_test_${randomUUID()}`;
  const webhookSecret = `whsec_${randomUUID()}`;
  let isLosing = false;
  let held: { readonly isCarriedOut: boolean; readonly arrived: () => void } | undefined;
  const server = createServer(async (request, response) => {
    if (held !== undefined && request.method === 'POST' && request.url === '/v1/payment_intents') {
      const { isCarriedOut, arrived } = held;
      held = undefined;
      if (isCarriedOut) await answerTo(request, { books, secretKey });
      return arrived();
    }
    const answer = await answerTo(request, { books, secretKey });
    if (answer.isLost || (isLosing && request.method === 'POST')) response.destroy();
    else send(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...books,
    settings: { kind: 'stripe', secretKey, webhookSecret, api: `http://127.0.0.1:${port}` },
    loseAnswers: (lose) => {
      isLosing = lose;
    },
    hold: (when) =>
      new Promise((arrived) => {
        held = { isCarriedOut: when === 'after', arrived };
      }),
    tell: async (url, { type, object, id = `evt_${randomUUID()}`, secret, signedAt, sent }) => {
      const payload = JSON.stringify({ id, object: 'event', type, data: { object } });
      const time = Math.floor((signedAt?.getTime() ?? Date.now()) / 1000);
      const hmac = createHmac('sha256', secret ?? webhookSecret);
      const signature = hmac.update(`${time}.${payload}`).digest('hex');
      const told = await fetch(`${url}/kontor/v1/payments/stripe/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': `t=${time},v1=${signature}`,
        },
        body: sent ?? payload,
      });
      return told.status;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(
  request: IncomingMessage,
  { books, secretKey }: { books: ReturnType<typeof createStripeBooks>; secretKey: string },
): Promise<Answer> {
  const address = new URL(request.url ?? '/', 'http://stripe');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (request.headers.authorization !== `Bearer ${secretKey}`) {
    return { status: 401, body: { error: { type: 'invalid_request_error', message: 'no key' } } };
  }
  const form: Form = Object.fromEntries(
    new URLSearchParams(request.method === 'GET' ? address.search : body),
  );
  const key = request.headers['idempotency-key'];
  const call = { method: request.method ?? 'GET', path: address.pathname, form };
  try {
    return typeof key === 'string' ? books.once(key, call) : books.answer(call);
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': `req_${randomUUID()}`,
  });
  response.end(JSON.stringify(body));
}
