import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { commandHere } from '../world/command-here.ts';
import { eventually, install, project } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

vi.setConfig({ testTimeout: 60_000 });

const STREAM = '/events/stream';

let world: World;
let here: ReturnType<typeof commandHere>;
beforeAll(async () => {
  world = await startWorld({
    ...{ rateLimits: null, answerWithinMs: 200 },
    liveLimits: { heartbeatMs: 100, lookEveryMs: 50 },
  });
  here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  await install(world);
  await project(world, 'web');
});
afterAll(async () => {
  await here.close();
  await world.close();
});

/** A plan with one resource, which the provider begins to make and finishes when it is released. */
async function held(name: string) {
  let release: (answer?: unknown) => void = () => {};
  const until = new Promise((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(({ body }) => body.includes(`"${name}"`), { kind: 'hold', until });
  await here.write(
    'kontor.yaml',
    `project: web\nresources:\n  ${name}:\n    product: scripted/db\n    options:\n      region: fra1\n`,
  );
  onTestFinished(() => release());
  const { stdout } = await here.line('kontor plan --json');
  return { plan: JSON.parse(stdout).plan.id as string, release };
}

type Way = {
  readonly url: string;
  /** What was asked of the host on it, as `GET plans`. */
  readonly asked: string[];
  /** Signs that a stream is there, of all streams. */
  readonly beats: () => number;
};

/** A way to the host that counts, and treats each stream as it is told to. */
async function wayToHost(treat: (stream: number) => 'passed' | 'cut' | 'refused'): Promise<Way> {
  const asked: string[] = [];
  let streams = 0;
  let beats = 0;
  const server = http.createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const path = new URL(url, world.url).pathname;
    asked.push(`${method} ${path.replace(/\w+_\w{20,}/, '').replace(/^.*\/teams\/\w+\//, '')}`);
    const treated = path.endsWith(STREAM) ? treat(++streams) : 'passed';
    if (treated === 'refused') return void response.writeHead(502).end('away');
    const onward = http.request(world.url + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.on('data', () => {
        if (!path.endsWith(STREAM)) return;
        beats += 1;
        if (treated === 'cut') request.socket.destroy();
      });
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, beats: () => beats };
}

test('who waits for a plan is told its end, and asks for nothing meanwhile', async () => {
  const { plan, release } = await held('patient');
  const way = await wayToHost(() => 'passed');

  const applying = here.line(`kontor apply ${plan} --yes`, { KONTOR_HOST_URL: way.url });
  await eventually(async () => way.beats() >= 8);
  const askedMeanwhile = [...way.asked];
  release();
  const applied = await applying;

  expect(applied, applied.stderr).toMatchObject({ code: 0 });
  expect(applied.stdout).toContain('provision patient');
  expect(askedMeanwhile).toEqual([
    ...['GET plans/', 'POST plans//apply'],
    ...['GET events', 'GET plans/', 'GET events/stream'],
  ]);
  expect(way.asked).toEqual([...askedMeanwhile, 'GET plans/']);
});

test('a stream that breaks off is taken up again', async () => {
  const { plan, release } = await held('cut');
  const way = await wayToHost((stream) => (stream === 1 ? 'cut' : 'passed'));

  const applying = here.line(`kontor apply ${plan} --yes`, { KONTOR_HOST_URL: way.url });
  await eventually(
    async () => way.asked.filter((each) => each.endsWith(STREAM.slice(1))).length > 1,
  );
  release();

  expect(await applying).toMatchObject({ code: 0 });
});

test('where there is no stream, the plan is asked for less and less often', async () => {
  const { plan, release } = await held('streamless');
  const way = await wayToHost(() => 'refused');

  const applying = here.line(`kontor apply ${plan} --yes`, { KONTOR_HOST_URL: way.url });
  await eventually(
    async () => way.asked.filter((each) => each.endsWith(STREAM.slice(1))).length > 1,
  );
  release();

  expect(await applying).toMatchObject({ code: 0 });
});

test('a wait that is over goes on with the same command', async () => {
  const { plan, release } = await held('later');

  const first = await here.line(`kontor apply ${plan} --yes --timeout 2 --json`);
  const [next = ''] = JSON.parse(first.stdout).next;
  const following = here.line(next);
  release();

  expect(first.code).toBe(7);
  expect(next).toBe(`kontor apply ${plan}`);
  expect(await following).toMatchObject({ code: 0 });
});
