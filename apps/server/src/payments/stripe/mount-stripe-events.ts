import type { createNoteDispute, DisputeNews, RunPayment } from '@kontor/core';
import { paymentId, type TeamId } from '@kontor/protocol/vocabulary';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Stripe from 'stripe';
import { errorBody } from '../../http/error-body.ts';
import type { Sql } from '../../postgres/sql.ts';
import { dollarsOf, PAYMENT_KEY } from './stripe-intents.ts';

/** Where Stripe says that something has become of money. */
export const STRIPE_EVENTS_PATH = '/kontor/v1/payments/stripe/events';

/** How old a signature may be, in seconds: whoever has caught an event cannot send it for ever. */
const TOLERANCE_S = 300;

export type StripeEventsPorts = {
  readonly stripe: Stripe;
  readonly webhookSecret: string;
  readonly read: Sql;
  readonly runPayment: Pick<RunPayment, 'resume'>;
  readonly noteDispute: ReturnType<typeof createNoteDispute>;
  /** Makes a credential dead at once in this process. */
  readonly forget: () => void;
};

/**
 * Hears of Stripe what became of payments. An event is only a hint: Stripe is asked how the payment
 * stands, so that one that is early, late, or sent twice is as good as another. Signatures are over the
 * bytes that came, so these are kept as they are.
 *
 * @see docs/payments.md
 */
export function mountStripeEvents(app: FastifyInstance, ports: StripeEventsPorts): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, parsed) => {
      parsed(null, bytes);
    });
    scope.post(STRIPE_EVENTS_PATH, (request, reply) => receive(ports, request, reply));
    done();
  });
}

async function receive(
  ports: StripeEventsPorts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const event = signedEvent(ports, request);
  if (event === undefined) {
    const { url: path, id: requestId } = request;
    const { status, body } = errorBody(forged, { path, requestId });
    return reply.code(status).send(body);
  }
  await follow(ports, event);
  return reply.send({ received: true });
}

function signedEvent(
  { stripe, webhookSecret }: StripeEventsPorts,
  { headers, body }: FastifyRequest,
): Stripe.Event | undefined {
  const signature = headers['stripe-signature'];
  if (!Buffer.isBuffer(body) || typeof signature !== 'string') return undefined;
  try {
    return stripe.webhooks.constructEvent(body, signature, webhookSecret, TOLERANCE_S);
  } catch {
    return undefined;
  }
}

const forged = {
  code: 'invalid_request',
  message:
    'This is not signed by Stripe for this host: the signature is missing, wrong, or too old.',
} as const;

/** What is not of a payment of this host is none of its business: an account can serve others too. */
async function follow(ports: StripeEventsPorts, { type, data }: Stripe.Event): Promise<void> {
  if (type.startsWith('charge.dispute.') && 'id' in data.object) {
    return followDispute(ports, String(data.object.id));
  }
  const place = await placeOf(ports, data.object);
  if (place === undefined) return;
  await ports.runPayment.resume(place.teamId, place.id);
  // the last open invoice may have kept a removed installation from its end
  ports.forget();
}

async function followDispute(ports: StripeEventsPorts, disputeId: string): Promise<void> {
  const dispute = await ports.stripe.disputes.retrieve(disputeId, { expand: ['payment_intent'] });
  const state = stateOf(dispute.status);
  const { payment_intent: intent } = dispute;
  if (state === undefined || intent === null || typeof intent === 'string') return;
  const place = await placeOf(ports, intent);
  if (place === undefined) return;
  const amount = dollarsOf(dispute.amount);
  await ports.noteDispute(place.teamId, place.id, { state, amount });
}

/** Undefined for a bank that only asks, and has taken nothing. */
function stateOf(status: Stripe.Dispute.Status): DisputeNews['state'] | undefined {
  switch (status) {
    case 'won':
      return 'won';
    case 'lost':
      return 'lost';
    case 'needs_response':
    case 'under_review':
      return 'open';
    default:
      return undefined;
  }
}

async function placeOf({ read }: Pick<StripeEventsPorts, 'read'>, object: object) {
  const id = paymentId.safeParse(paymentIn(object));
  if (!id.success) return undefined;
  const [route] = await read<{ team_id: TeamId }>(
    'select team_id from payment_route where payment_id = $1',
    [id.data],
  );
  return route && { teamId: route.team_id, id: id.data };
}

function paymentIn(object: object): unknown {
  const metadata = 'metadata' in object ? object.metadata : undefined;
  return typeof metadata === 'object' && metadata !== null && PAYMENT_KEY in metadata
    ? metadata[PAYMENT_KEY]
    : undefined;
}
