import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, install, wanted } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

const TRACE_ID = 'a1'.repeat(16);
const ROUTE = '/kontor/v1/teams/:team/installations/:installation/resources';

let world: World;
let installation: string;
beforeAll(async () => {
  world = await startWorld();
  installation = await install(world);
});
afterAll(() => world.close());

type Line = Readonly<Record<string, unknown>> & { readonly msg: string };

const linesOf = ({ logs }: World): Line[] => logs.map((line) => JSON.parse(line));

test('at debug a request, its operation and the call of its provider are lines of one trace', async () => {
  const { headers, body } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: wanted({ name: 'never-logged' }),
    headers: { traceparent: `00-${TRACE_ID}-${'b2'.repeat(8)}-00` },
  });
  const ofTrace = () => linesOf(world).filter(({ traceId }) => traceId === TRACE_ID);
  await eventually(async () => ofTrace().some(({ route }) => route === ROUTE));

  const lines = Object.fromEntries(ofTrace().map((line) => [line.msg, line]));

  expect(lines['a request was answered']).toMatchObject({
    ...{ level: 20, method: 'POST', route: ROUTE, status: 201 },
    ...{ requestId: headers.get('x-request-id'), durationMs: expect.any(Number) },
  });
  expect(lines['an operation was attempted']).toMatchObject({
    ...{ operationId: body.operation.id, kind: 'provision', status: 'succeeded' },
    installationId: installation,
  });
  expect(lines['a call was made']).toMatchObject({
    ...{ direction: 'outbound', operation: 'provisionResource', outcome: 'answered', status: 200 },
    installationId: installation,
  });
  expect(JSON.stringify(ofTrace())).not.toContain('never-logged');
});

test('what a request without a trace causes stands under one all the same', async () => {
  const { headers, body } = await world.owner.api(k.createResource, {
    params: { team: world.team, installation },
    body: wanted(),
  });
  const requestId = headers.get('x-request-id');
  const request = () => linesOf(world).find((line) => line.requestId === requestId);
  await eventually(async () => request() !== undefined);

  const operation = linesOf(world).find(({ operationId }) => operationId === body.operation.id);

  expect(request()?.traceId).toEqual(expect.stringMatching(/^[0-9a-f]{32}$/));
  expect(operation?.traceId).toBe(request()?.traceId);
});

test('an address that leads nowhere is logged without what stands in it', async () => {
  const answer = await fetch(`${world.url}/kontor/v1/secret-in-an-address?token=and-another`);
  const requestId = answer.headers.get('x-request-id');
  const line = () => linesOf(world).find((one) => one.requestId === requestId);
  await eventually(async () => line() !== undefined);

  expect(line()).toMatchObject({ route: null, status: 404 });
  expect(world.logs.join('')).not.toMatch(/secret-in-an-address|and-another/);
});

test('at info nothing is logged of what goes well', async () => {
  const quiet = await startWorld({ logLevel: 'info' });
  await install(quiet);
  await quiet.close();

  expect(quiet.logs.filter((line) => /answered|attempted|call was made/.test(line))).toEqual([]);
});
