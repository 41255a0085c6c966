import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandHere } from '../world/command-here.ts';
import { eventually, install, project, provision } from '../world/story.ts';
import { anotherProvider } from '../world/two-teams.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let here: ReturnType<typeof commandHere>;
let closeOther: () => Promise<void>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null, answerWithinMs: 2_000 });
  here = commandHere({
    KONTOR_HOST_URL: world.url,
    KONTOR_TEAM: world.team,
    KONTOR_TOKEN: world.owner.token,
  });
  const other = await anotherProvider(world);
  closeOther = other.provider.down;
  const first = await install(world);
  const second = await install({ ...world, integration: other.integration });
  await project(world, 'web');
  await provision(world, first, { name: 'orders' });
  await provision(world, first, { name: 'twin' });
  await provision(world, second, { name: 'twin' });
});
afterAll(async () => {
  await here.close();
  await closeOther();
  await world.close();
});

/** Runs a line and answers its exit code with the error that it prints as JSON. */
async function refused(line: string, env: Readonly<Record<string, string>> = {}) {
  const { code, stdout } = await here.line(`${line} --json`, env);
  return { code, ...JSON.parse(stdout).error };
}

test.each([
  ['kontor env ls wbe', 4, 'project_not_found', ['web']],
  ['kontor resource show ordesr', 4, 'resource_not_found', ['orders', 'twin']],
  ['kontor catalog show scriptd', 4, 'integration_not_found', ['second', 'scripted']],
  ['kontor projects list --team acmee', 4, 'team_not_found', ['acme']],
  ['kontor members role nobody@test.example viewer', 4, 'member_not_found', ['ada-1@test.example']],
  ['kontor logs wbe', 4, 'resource_not_found', ['web']],
  ['kontor env ls web --environment previw', 4, 'environment_not_found', ['preview']],
  ['kontor env pull web --environment previw', 4, 'environment_not_found', ['preview']],
  ['kontor env add web A --value b --environments previw', 4, 'environment_not_found', ['preview']],
  ['kontor connect orders web --env previw', 4, 'environment_not_found', ['preview']],
  ['kontor resource plan orders por', 4, 'billing_plan_unavailable', ['free', 'pro']],
])('%s names what there is', async (line, exit, code, candidates) => {
  const found = await refused(line);

  expect(found).toMatchObject({ exitCode: exit, code });
  expect(found.candidates).toEqual(expect.arrayContaining(candidates));
});

test.each([
  ['kontor env ls web --environment previw', 'kontor env ls web --environment preview'],
  ['kontor env pull web --environment=previw', 'kontor env pull web --environment=preview'],
  ['kontor resource plan orders por', 'kontor resource plan orders pro'],
  ['kontor resource create scripted/db --name x --metadata region=fra1 --plan por', '--plan pro'],
])('%s is answered with what was probably meant', async (line, corrected) => {
  const found = await refused(line);

  expect(found).toMatchObject({ exitCode: 4, message: expect.stringContaining('Did you mean ') });
  expect(found.next).toEqual([expect.stringContaining(corrected)]);
});

test('a name that two things have is refused with the ids of both', async () => {
  const found = await refused('kontor resource show twin');

  expect(found).toMatchObject({ exitCode: 2, code: 'ambiguous_name' });
  expect(found.candidates).toHaveLength(2);
  for (const named of found.candidates) {
    const [id] = named.split(' ');
    expect(await here.line(`kontor resource show ${id}`)).toMatchObject({ code: 0 });
  }
});

test.each([
  ['kontor resource delete orders', '--yes'],
  ['kontor env add web NAME', '--value <value> or --value-stdin'],
  ['kontor env ls', '<project> or --project <project>'],
  ['kontor login --password-stdin', '--email <address>'],
  ['kontor resource repl orders', '--command <line>'],
  ['kontor balance rule set scripted credits', '--below <amount>'],
])('%s says which option answers, where nobody can be asked', async (line, option) => {
  const found = await refused(line, line.startsWith('kontor login') ? { KONTOR_TOKEN: '' } : {});

  expect(found).toMatchObject({ exitCode: 2, code: 'answer_needed' });
  expect(found.message).toContain(option);
});

test('a token that was revoked or is over says to sign in, and one of another team learns nothing', async () => {
  const { body } = await world.owner.api(k.createToken, { body: { name: 'short' } });
  await world.owner.api(k.deleteToken, { params: { token: body.token.id } });
  const stranger = await world.signUp('Mallory');
  const ending = await world.owner.api(k.createToken, {
    body: { name: 'ending', expiresAt: new Date(Date.now() + 1_000).toISOString() },
  });

  const revoked = await refused('kontor projects list', { KONTOR_TOKEN: body.secret });
  const foreign = await refused('kontor projects list', { KONTOR_TOKEN: stranger.token });
  const unknown = await refused('kontor projects list --team nothing', {
    KONTOR_TOKEN: stranger.token,
  });

  const expired = await eventually(async () => {
    const { code, stdout } = await here.line('kontor projects list --json', {
      KONTOR_TOKEN: ending.body.secret,
    });
    return code === 3 && JSON.parse(stdout).error;
  });

  expect(expired).toMatchObject({ code: 'unauthenticated', next: ['kontor login'] });
  expect(revoked).toMatchObject({ exitCode: 3, code: 'unauthenticated', next: ['kontor login'] });
  expect(foreign).toMatchObject({ exitCode: 4, code: 'team_not_found' });
  expect(foreign.message.replace(world.team, 'nothing')).toBe(unknown.message);
});

test.each([
  ['project: web\nresources:\n  - orders\n', /^kontor\.yaml:3:3: /],
  ['project: web\nvariabels: {}\n', /^kontor\.yaml:2:1: .*variables/],
  ['project: web\nvariables:\n  A:\n    vale: 1\n', /^kontor\.yaml:4:5: /],
  ['project: [web\n', /^kontor\.yaml:\d+:\d+: /],
])('a file with a mistake is told by line and column: %j', async (content, place) => {
  await here.write('kontor.yaml', content);

  const found = await refused('kontor plan');

  expect(found).toMatchObject({ exitCode: 2, code: 'wrong_state_file' });
  expect(found.message).toMatch(place);
});

/** Plans a resource that is not there yet, and answers the id of the plan. */
async function planned(name: string): Promise<string> {
  await here.write(
    'kontor.yaml',
    `project: web\nresources:\n  ${name}:\n    product: scripted/db\n    options:\n      region: fra1\n`,
  );
  const { code, stdout } = await here.line('kontor plan --json');
  expect(code).toBe(0);
  return JSON.parse(stdout).plan.id;
}

const named = (name: string) =>
  [...world.provider.resources.values()].filter((resource) => resource.name === name);

test('a connection that is lost in the middle of applying is taken up, and all is done once', async () => {
  const plan = await planned('caught');
  const proxy = await losing('/apply');

  const applied = await here.line(`kontor apply ${plan} --yes`, { KONTOR_HOST_URL: proxy.url });

  expect(applied, applied.stderr).toMatchObject({ code: 0 });
  expect(proxy.lost()).toBe(1);
  expect(named('caught')).toHaveLength(1);
  await proxy.close();
});

test('two who apply the same plan at once do it once, and both see how it ends', async () => {
  const plan = await planned('raced');

  const both = await Promise.all([
    here.line(`kontor apply ${plan} --yes`),
    here.line(`kontor apply ${plan} --yes`),
  ]);

  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(named('raced')).toHaveLength(1);
});

/** The commands that a run told to go on with, as they stand there. */
function nextOf({ stdout, stderr }: { stdout: string; stderr: string }): readonly string[] {
  return [...`${stdout}\n${stderr}`.matchAll(/(?:^ *try|: *): ?(kontor .*)$|: (kontor .*)$/gm)].map(
    ([, one, other]) => (one ?? other ?? '').replace('<project>', 'web').trim(),
  );
}

/** In this order, as each leaves something for the next. */
test.each([
  ['kontor teams create labs', 0, 'Commands act in labs'],
  ['kontor connections orders', 0, 'Connected orders to web'],
  ['kontor connect orders web --env preview', 5, 'Connected orders to web in preview'],
  ['kontor env rollback web --environment production --to 1', 0, 'is read again'],
  ['kontor integrations create --file tides.json', 0, 'reached'],
])('what %s says comes next is a command that gets on', async (line, exit, progress) => {
  await here.write('tides.json', tides);

  const first = await here.line(line);
  const next = nextOf(first);

  expect(first.code, first.stderr).toBe(exit);
  expect(next).toHaveLength(1);
  for (const command of next) {
    const done = await here.line(command);
    expect(done.stdout + done.stderr, command).toContain(progress);
  }
});

const tides = JSON.stringify({
  slug: 'tides',
  name: 'Tides',
  developer: 'Tides Ltd',
  shortDescription: 'Rises and falls',
  category: 'Storage',
  contactEmail: 'dev@tides.example',
  baseUrl: 'http://127.0.0.1:9',
});

test('an operation that goes on is followed to its end by the command that is told', async () => {
  let release: (answer?: unknown) => void = () => {};
  const until = new Promise((resolve) => {
    release = resolve;
  });
  world.provider.misbehave(({ body }) => body.includes('patient'), { kind: 'hold', until });

  const begun = await here.line(
    'kontor resource create scripted/db --name patient --plan free --metadata region=fra1 --no-wait',
  );
  const [command = ''] = nextOf(begun);
  const following = here.line(command);
  release();

  expect(begun.code).toBe(7);
  expect(await following).toMatchObject({ code: 0, stdout: expect.stringMatching(/succeeded/) });
});

/** A way to the host that loses the first answer to a path which ends so. */
async function losing(end: string) {
  let lost = 0;
  const server = http.createServer((request, response) => {
    const { method, url = '', headers } = request;
    const onward = http.request(world.url + url, { method, headers }, (answer) => {
      if (url.endsWith(end) && lost === 0) {
        lost += 1;
        return void request.socket.destroy();
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
