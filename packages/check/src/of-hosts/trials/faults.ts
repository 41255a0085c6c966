import type { partnerEndpoints } from '@kontor/protocol/partner';
import type { Answer } from '../../bench/exchange.ts';
import { cannotJudge, fail } from '../../bench/outcome.ts';
import { newName } from '../customer.ts';
import { type HostBench, madeBy } from '../host-bench.ts';
import type { Fault, Received } from '../played-provider.ts';
import type { HostTrial } from './host-trial.ts';

/** What a host makes of a provider that fails, or answers otherwise than others. */
export const hostFaultTrials: readonly HostTrial[] = [
  {
    name: 'lost-answer-repeated',
    title:
      'A call whose answer is lost is made again with the same key, and its resource is there once.',
    requirements: ['TRA-16', 'TRA-30'],
    level: 'robust',
    advice: 'Keep the key with the wish, and call again until you know what became of it.',
    run: (bench) => expectRepeated(bench, { cut: 'after' }),
  },
  {
    name: 'failure-repeated',
    title: 'A call that is answered with 500 or 503 is made again with the same key.',
    requirements: ['TRA-16', 'TRA-30'],
    level: 'robust',
    advice: 'Take 5xx for an outcome that nobody knows, and call again with the same key.',
    run: async (bench) => {
      await expectRepeated(bench, { alter: () => ({ status: 500, text: 'out of order' }) });
      await expectRepeated(bench, { answer: 503, text: '' });
    },
  },
  {
    name: 'removal-repeated',
    title: 'A removal whose answer is lost is made again with the same key.',
    requirements: ['TRA-16', 'TRA-30'],
    level: 'robust',
    advice: 'Repeat removals like every other change.',
    run: async (bench) => {
      const { storeId } = await bench.provision(await bench.install('first'));
      bench.provider.meet('deleteResource', { cut: 'after' });
      const since = performance.now();
      await bench.customer.removeStore(storeId);
      const calls = await twoCalls(bench, 'deleteResource', since);
      expectOneKey(calls);
    },
  },
  {
    name: 'refusal-understood',
    title: 'A refusal in any form makes nothing, and is not repeated.',
    requirements: ['ERR-4', 'ERR-5'],
    level: 'complete',
    advice: 'Let the status of a refusal decide, and read of its body what can be read.',
    run: async (bench) => {
      const refusals: readonly Fault[] = [
        { answer: 400, body: { error: { code: 'validation_error', message: 'No.' } } },
        { answer: 409, text: 'no' },
        { answer: 422, body: { error: 'no' } },
        { answer: 403, body: { error: true, code: 'forbidden' } },
        { answer: 400, body: { error: { code: null, message: null, user: null } } },
      ];
      for (const refusal of refusals) {
        const { answer, calls, name } = await provisionMeeting(bench, refusal);
        if (answer.status < 400 || answer.status > 499) {
          fail(`What the provider refuses is answered with ${answer.status}.`);
        }
        if (calls.length > 1) fail('What the provider refuses is asked for again.');
        await expectNotKept(bench, name);
      }
    },
  },
  {
    name: 'any-success-taken',
    title: 'Any 2xx with the body of the operation is a success, whatever else is in it.',
    requirements: ['TRA-8', 'TRA-23', 'TRA-25', 'TRA-11'],
    level: 'complete',
    advice:
      'Look at the body and not at which 2xx it is, nor at the content type, and ignore unknown keys.',
    run: async (bench) => {
      const { answer } = await provisionMeeting(bench, {
        alter: ({ body }) => ({
          status: 201,
          text: JSON.stringify({ ...(body as object), notification: null, colour: 'red' }),
          headers: { 'content-type': 'text/plain' },
        }),
      });
      const made = madeBy(answer);
      if (made === undefined) fail(`A success of 201 is answered with ${answer.status}.`);
      await bench.customer.removeStore(made.storeId);
    },
  },
  {
    name: 'half-an-answer-not-kept',
    title: 'A resource whose answer lacks its secrets is not kept, and is removed at the provider.',
    requirements: ['RES-14', 'RES-15', 'TRA-24'],
    level: 'robust',
    advice: 'Find out what became of it, or delete what may have been made.',
    run: async (bench) => {
      const since = performance.now();
      const half: Fault = {
        alter: ({ body }) => {
          const { secrets: _, ...rest } = body as Record<string, unknown>;
          return { status: 200, body: rest };
        },
      };
      bench.provider.meet('provisionResource', ...Array.from({ length: 30 }, () => half));
      const { id, integration } = await bench.install('first');
      const name = newName();
      await bench.customer.provision(id, integration, { name });
      const removed = await bench.eventually(() => {
        const [call] = bench.provider.calls('deleteResource', since);
        return call;
      });
      bench.provider.behave();
      if (removed === undefined) fail('What may have been made is not removed at the provider.');
      await expectNotKept(bench, name);
    },
  },
  {
    name: 'gone-is-gone',
    title: 'A 404 of a removal means that it is gone.',
    requirements: ['ERR-12'],
    level: 'complete',
    advice: 'Take 404 for success where something is removed.',
    run: async (bench) => {
      const { id, storeId } = await bench.provision(await bench.install('first'));
      bench.provider.state.resources.delete(id);
      bench.provider.meet('deleteResource', { answer: 404, text: 'not found' });
      const { status } = await bench.customer.removeStore(storeId);
      if (status > 299)
        fail(`A removal of what is gone at its provider is answered with ${status}.`);
      const shown = await bench.customer.showStore(storeId);
      const { store } = (shown.json ?? {}) as { store?: { status?: unknown } };
      if (shown.status === 200 && store?.status !== 'uninstalled' && store?.status !== 'deleted') {
        fail('A resource that is gone at its provider is still shown.');
      }
    },
  },
  {
    name: 'redirect-not-followed',
    title: 'A redirect of the provider is not followed.',
    requirements: ['TRA-26'],
    level: 'robust',
    advice: 'Tell your client not to follow redirects: they carry tokens to others.',
    run: async (bench) => {
      const before = bench.provider.received.length;
      const location = `${bench.provider.baseUrl('first')}/elsewhere`;
      const { answer } = await provisionMeeting(bench, { answer: 307, headers: { location } });
      const made = madeBy(answer);
      if (made !== undefined) await bench.customer.removeStore(made.storeId);
      const followed = bench.provider.received
        .slice(before)
        .some(({ path }) => path.startsWith('/elsewhere'));
      if (followed) fail('A call is sent to where a redirect leads.');
    },
  },
];

/** A provision that meets a fault at its first call. */
async function provisionMeeting(bench: HostBench, fault: Fault) {
  const { id, integration } = await bench.install('first');
  const name = newName();
  const since = performance.now();
  bench.provider.meet('provisionResource', fault);
  const answer = await bench.customer.provision(id, integration, { name });
  const calls = bench.provider.calls('provisionResource', since);
  if (calls.length === 0) cannotJudge(`${answer.asked} is not sent to the provider.`);
  return { answer, calls, name, since };
}

async function expectRepeated(bench: HostBench, fault: Fault): Promise<void> {
  const { answer, since, name } = await provisionMeeting(bench, fault);
  const calls = await twoCalls(bench, 'provisionResource', since);
  expectOneKey(calls);
  if (new Set(calls.map(({ body }) => body)).size > 1) fail('A repeat asks for something else.');
  const made = await bench.eventually(() => madeBy(answer) ?? listed(bench, name));
  const count = [...bench.provider.state.resources.values()].filter(
    ({ report }) => report.name === name,
  ).length;
  if (made === undefined || count !== 1) fail('What was asked for is not there once in the end.');
  await bench.customer.removeStore(made.storeId);
}

async function twoCalls(
  bench: HostBench,
  operation: keyof typeof partnerEndpoints,
  since: number,
): Promise<readonly Received[]> {
  const found = await bench.eventually(() => {
    const calls = bench.provider.calls(operation, since);
    return calls.length > 1 ? calls : undefined;
  });
  return found ?? fail('A call whose outcome nobody knows is not made again.');
}

function expectOneKey(calls: readonly Received[]): void {
  const keys = new Set(calls.map(({ headers }) => headers['idempotency-key']));
  if (keys.size !== 1 || keys.has(undefined)) fail('A repeat has another idempotency key.');
}

/** What the host shows under a name, once the provider has answered for it. */
async function listed({ customer, install }: HostBench, name: string) {
  const { id } = await install('first');
  const answer: Answer = await customer.listStores(id);
  const { stores = [] } = (answer.json ?? {}) as {
    stores?: readonly { id: string; name: string; externalResourceId: string; status: string }[];
  };
  const found = stores.find((each) => each.name === name && each.externalResourceId !== '');
  return found && { id: found.externalResourceId, storeId: found.id };
}

async function expectNotKept(bench: HostBench, name: string): Promise<void> {
  const gone = await bench.eventually(async () =>
    (await listed(bench, name)) === undefined ? true : undefined,
  );
  if (gone === undefined) fail('A resource that was not made is shown.');
}
