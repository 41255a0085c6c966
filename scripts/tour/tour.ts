import { isDeepStrictEqual } from 'node:util';
import { kontorEndpoints, type ProviderCall } from '@kontor/protocol/kontor';
import type { Call } from '../../packages/cli/src/host/endpoint-types.ts';
import { createHostClient, type Exchange, send } from '../start/host-client.ts';
import { createMask, type Mask } from './mask.ts';
import type { Beat, Step } from './record.ts';
import type { TourWorld } from './world.ts';

/** The team that the tour acts for. It is the tour's own, so nothing of anybody else is touched. */
export const TEAM = 'tour';
export const INTEGRATION = 'kontor-postgres';
const PROVIDER_TEAM = 'kontor-labs';

/** Something was not as it should be. */
export class TourFailure extends Error {
  override readonly name = 'TourFailure';
  readonly expected: string;
  readonly actual: unknown;

  constructor(expected: string, actual: unknown) {
    super(`Expected: ${expected}`);
    this.expected = expected;
    this.actual = actual;
  }
}

/** What a step works with. All of it is written down, with secrets masked. */
export type Tour = {
  readonly world: TourWorld;
  readonly mask: Mask;
  readonly signal: AbortSignal;
  /** Calls the host as the demo's person. */
  readonly call: Call;
  /** Calls the host as nobody. */
  readonly callAsStranger: Call;
  /** Asks the provider's administrator endpoint. */
  readonly askProvider: (path: string, body: unknown) => Promise<Exchange>;
  /** Goes on with a new step. */
  readonly step: <Value>(
    title: string,
    about: string,
    work: () => Promise<Value>,
  ) => Promise<Value>;
  readonly note: (beat: Beat) => void;
  /** @throws TourFailure when the two differ */
  readonly check: (what: string, actual: unknown, expected: unknown) => void;
};

export type TourListener = {
  readonly onStep: (step: Pick<Step, 'title' | 'about'>, number: number) => void;
  readonly onBeat: (beat: Beat) => void;
};

type TourOptions = {
  readonly world: TourWorld;
  readonly signal: AbortSignal;
  readonly listener: TourListener;
};

/** Begins a tour. `steps` grows while it goes on. */
export function beginTour({ world, signal, listener }: TourOptions): {
  readonly tour: Tour;
  readonly steps: readonly Step[];
} {
  const mask = createMask();
  for (const secret of [world.token, world.adminToken, world.password]) mask.learn(secret);
  const steps: (Step & { beats: Beat[] })[] = [];
  const note = (beat: Beat) => {
    steps.at(-1)?.beats.push(beat);
    listener.onBeat(beat);
  };
  const noteExchange = (to: 'host' | 'provider') => (exchange: Exchange) => {
    const { method, path, requestBody, status, responseBody } = exchange;
    note({
      kind: 'request',
      to,
      method,
      path: mask.text(path),
      ...(requestBody === undefined ? {} : { requestBody: mask.value(requestBody) }),
      status,
      ...(responseBody === undefined ? {} : { responseBody: mask.value(responseBody) }),
    });
  };
  const client = { url: world.hostUrl, signal, onExchange: noteExchange('host') };
  const credential = { token: world.token };
  const noteCalls = watchCalls({ ...client, credential, onExchange: () => {} }, note);

  const tour: Tour = {
    world,
    mask,
    signal,
    call: createHostClient({ ...client, credential }),
    callAsStranger: createHostClient(client),
    askProvider: async (path, body) => {
      const headers = { authorization: `Bearer ${world.adminToken}` };
      const request = { url: world.providerUrl, method: 'POST', path, body, headers };
      const exchange = await send(request, signal);
      noteExchange('provider')(exchange);
      return exchange;
    },
    step: async (title, about, work) => {
      steps.push({ title, about, beats: [] });
      listener.onStep({ title, about }, steps.length);
      if (steps.length === 1) await noteCalls();
      const value = await work();
      await noteCalls();
      return value;
    },
    note,
    check: (what, actual, expected) => {
      if (!isDeepStrictEqual(actual, expected)) {
        throw new TourFailure(`${what} (${shown(mask.value(expected))})`, mask.value(actual));
      }
      note({ kind: 'check', what });
    },
  };
  return { tour, steps };
}

/** Writes down what host and provider have said to each other since it was asked before. */
function watchCalls(
  options: Parameters<typeof createHostClient>[0],
  note: (beat: Beat) => void,
): () => Promise<void> {
  const call = createHostClient(options);
  let seen: ReadonlySet<string> | undefined;
  return async () => {
    const { body } = await call(kontorEndpoints.listProviderCalls, {
      params: { team: PROVIDER_TEAM, integration: INTEGRATION },
      query: { limit: 200 },
    });
    const known = seen;
    seen = new Set(body.calls.map(identify));
    if (!known) return;
    for (const made of body.calls.filter((it) => !known.has(identify(it))).reverse()) {
      const { method, path, status } = made;
      const direction = made.direction === 'outbound' ? 'host → provider' : 'provider → host';
      note({ kind: 'between', direction, method, path, status });
    }
  };
}

function identify({ at, traceId, direction, method, path }: ProviderCall): string {
  return [at, traceId, direction, method, path].join(' ');
}

function shown(expected: unknown): string {
  return typeof expected === 'string' ? expected : JSON.stringify(expected);
}
