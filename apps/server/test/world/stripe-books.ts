import { randomUUID } from 'node:crypto';

export type Form = Readonly<Record<string, string>>;
export type Call = { readonly method: string; readonly path: string; readonly form: Form };
export type Answer = {
  readonly status: number;
  readonly body: object;
  /** Carried out, and nobody is told. */
  readonly isLost?: boolean;
};

export type Intent = {
  readonly id: string;
  readonly customer: string;
  readonly amount: number;
  readonly capture_method: string;
  readonly payment_method: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly created: number;
  status: string;
  cancellation_reason: string | null;
  last_payment_error: object | null;
  /** What can still be paid back, in cents. */
  refundable: number;
};
export type Refund = {
  readonly id: string;
  readonly payment_intent: string;
  readonly amount: number;
  readonly status: string;
  readonly metadata: Readonly<Record<string, string>>;
};
type Dispute = {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly payment_intent: string;
};
type Method = { readonly id: string; customer: string | null };

/** An answer that says no. */
export class Refused extends Error {
  readonly answer: Answer;
  constructor(status: number, error: object) {
    super(`refused with ${status}`);
    this.answer = { status, body: { error } };
  }
}

const DECLINES: Readonly<Record<string, readonly [code: string, decline: string]>> = {
  declined: ['card_declined', 'generic_decline'],
  insufficient: ['card_declined', 'insufficient_funds'],
  expired: ['expired_card', 'expired_card'],
  unseen: ['authentication_required', 'authentication_required'],
};

const WAITS: Readonly<Record<string, string>> = { slow: 'processing', waiting: 'requires_action' };

/** The books of the stand-in: what Stripe knows, and what it does when it is called. */
export function createStripeBooks() {
  const methods = new Map<string, Method>();
  const intents = new Map<string, Intent>();
  const refunds = new Map<string, Refund>();
  const customers = new Map<string, object>();
  const disputes = new Map<string, Dispute>();
  const answers = new Map<string, { readonly call: string; readonly answer: Answer }>();

  const answer = ({ method, path, form }: Call): Answer => {
    const [, , kind = '', id = '', action = ''] = path.split('/');
    const asked = `${method} ${kind}${id && '/id'}${action && `/${action}`}`;
    switch (asked) {
      case 'POST customers': {
        const customer = { id: idOf('cus'), object: 'customer', metadata: metadataIn(form) };
        customers.set(customer.id, customer);
        return found(customer);
      }
      case 'POST payment_methods/id/attach':
        return found(shown(attach(need(methods, id), form.customer ?? '')));
      case 'POST payment_methods/id/detach': {
        const known = need(methods, id);
        if (known.customer === null) throw invalid('it is not attached');
        known.customer = null;
        return found(shown(known));
      }
      case 'POST payment_intents':
        return confirm(form);
      case 'GET payment_intents/id':
        return found(settledNow(need(intents, id)));
      case 'GET payment_intents':
        return page(
          [...intents.values()].filter((each) => isListed(each, form)).map(settledNow),
          form,
        );
      case 'POST payment_intents/id/capture':
        return turn(need(intents, id), 'succeeded', null);
      case 'POST payment_intents/id/cancel':
        return turn(need(intents, id), 'canceled', form.cancellation_reason ?? null);
      case 'GET disputes/id': {
        const dispute = need(disputes, id);
        return found({ ...dispute, payment_intent: need(intents, dispute.payment_intent) });
      }
      case 'POST refunds':
        return refund(form);
      case 'GET refunds/id':
        return found(need(refunds, id));
      case 'GET refunds':
        return page(
          [...refunds.values()].filter((each) => each.payment_intent === form.payment_intent),
          form,
        );
      default:
        throw new Refused(404, { type: 'invalid_request_error', message: `no ${method} ${path}` });
    }
  };

  const confirm = (form: Form): Answer => {
    const known = need(methods, form.payment_method ?? '');
    if (known.customer === null || known.customer !== form.customer) {
      throw invalid('the payment method belongs to another customer');
    }
    const word = wordOf(known.id);
    const decline = DECLINES[word];
    const held = form.capture_method === 'manual' ? 'requires_capture' : 'succeeded';
    const intent: Intent = {
      id: idOf('pi'),
      customer: known.customer,
      amount: Number(form.amount),
      capture_method: form.capture_method ?? 'automatic',
      payment_method: known.id,
      metadata: metadataIn(form),
      created: Math.floor(Date.now() / 1000),
      status: decline ? 'requires_payment_method' : (WAITS[word] ?? held),
      cancellation_reason: null,
      last_payment_error: decline ? errorOf(decline) : null,
      refundable: 0,
    };
    intents.set(intent.id, intent);
    if (intent.status === 'succeeded') intent.refundable = intent.amount;
    if (decline) throw new Refused(402, { ...errorOf(decline), payment_intent: { ...intent } });
    return { ...found(intent), isLost: word === 'lost' };
  };

  const refund = (form: Form): Answer => {
    const intent = need(intents, form.payment_intent ?? '');
    const amount = Number(form.amount);
    if (amount > intent.refundable) throw invalid('it is more than was charged');
    intent.refundable -= amount;
    const made: Refund = {
      id: idOf('re'),
      payment_intent: intent.id,
      amount,
      status: 'succeeded',
      metadata: metadataIn(form),
    };
    refunds.set(made.id, made);
    return { ...found(made), isLost: wordOf(intent.payment_method) === 'lost' };
  };

  return {
    methods,
    intents,
    refunds,
    customers,
    answer,
    /** The bank wants money of an intent back, or says what became of that. */
    dispute: (intent: string, status: string, amount = need(intents, intent).amount) => {
      const id = `dp_${intent}`;
      const dispute = { id, object: 'dispute', status, amount, payment_intent: intent };
      disputes.set(id, dispute);
      return dispute;
    },
    /** What Stripe's own form gives for what a person has typed in. */
    form: (word: string) => {
      const id = `pm_${word}_${randomUUID().slice(0, 8)}`;
      methods.set(id, { id, customer: null });
      return id;
    },
    /** Answers a repeated call as the first one was answered, whatever that was. */
    once: (key: string, call: Call): Answer => {
      const known = answers.get(key);
      const text = JSON.stringify(call);
      if (known !== undefined && known.call !== text) {
        throw new Refused(400, { type: 'idempotency_error', message: 'another call had the key' });
      }
      if (known !== undefined) return known.answer;
      const kept = answerOrRefusal(() => answer(call));
      answers.set(key, { call: text, answer: kept });
      return kept;
    },
  };
}

/** A slow one is settled by the time it is asked about. */
function settledNow(intent: Intent): Intent {
  if (intent.status === 'processing') {
    intent.status = 'succeeded';
    intent.refundable = intent.amount;
  }
  return intent;
}

function turn(intent: Intent, status: string, reason: string | null): Answer {
  const from =
    status === 'canceled' ? ['requires_capture', 'requires_action'] : ['requires_capture'];
  if (!from.includes(intent.status)) throw invalid(`it is ${intent.status}`);
  intent.status = status;
  intent.cancellation_reason = reason;
  if (status === 'succeeded') intent.refundable = intent.amount;
  return found(intent);
}

function attach(method: Method, customer: string): Method {
  if (method.customer !== null && method.customer !== customer) throw invalid('it is taken');
  if (wordOf(method.id) === 'stolen') throw new Refused(402, errorOf(['card_declined', 'stolen']));
  method.customer = customer;
  return method;
}

function shown({ id, customer }: Method) {
  const card = { brand: 'visa', last4: '4242', exp_month: 4, exp_year: 2090 };
  return { id, object: 'payment_method', type: 'card', customer, card };
}

/** Newest first, as Stripe lists, and never more than ten at once, so that pages are turned. */
function page(all: readonly { readonly id: string }[], form: Form): Answer {
  const newest = all.toReversed();
  const start = newest.findIndex(({ id }) => id === form.starting_after) + 1;
  const data = newest.slice(start, start + 10);
  return found({ object: 'list', data, has_more: start + 10 < newest.length });
}

function isListed({ customer, created }: Intent, form: Form): boolean {
  return customer === form.customer && created >= Number(form['created[gte]'] ?? 0);
}

function need<Known>(all: ReadonlyMap<string, Known>, id: string): Known {
  const known = all.get(id);
  if (known === undefined) {
    throw new Refused(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `no such ${id}`,
    });
  }
  return known;
}

function answerOrRefusal(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function metadataIn(form: Form): Record<string, string> {
  const entries = Object.entries(form).flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function errorOf([code, decline]: readonly [string, string]) {
  return { type: 'card_error', code, decline_code: decline, message: `Your card: ${decline}.` };
}

function invalid(message: string) {
  return new Refused(400, { type: 'invalid_request_error', message });
}

function found(body: object): Answer {
  // as it is now: what happens later must not change what is answered under a key again
  return { status: 200, body: structuredClone(body) };
}

function wordOf(method: string): string {
  return method.split('_')[1] ?? '';
}

function idOf(kind: string): string {
  return `${kind}_${randomUUID().replaceAll('-', '')}`;
}
