import { expect } from 'vitest';
import { provision } from '../../world/story.ts';
import { tokenOf } from '../../world/voice.ts';
import { emptyTeam, free, nowDone, type Scenarios, type Taken } from './scenario.ts';
import type { Stage } from './stage.ts';

/** From finding the command to a resource that is made, connected and waited for. */
export function ofResources(stage: Stage) {
  const { here, world } = stage;
  return {
    showHelp: {
      line: 'kontor env rollback web --environment production',
      code: 2,
      gets: /Usage: /,
    },
    answer: {
      before: () => provision(world, stage.installation, { name: 'spare' }),
      line: 'kontor resource delete spare',
      code: 2,
      gets: /Deleted spare/,
    },
    choose: { line: 'kontor resource show ordesr', code: 4, gets: /orders/ },
    signIn: {
      line: 'kontor projects list',
      code: 3,
      env: { KONTOR_TOKEN: '' },
      get person() {
        const { email, password } = world.owner;
        return { words: ['--email', email, '--password-stdin'], input: password };
      },
      gets: nowDone(stage, 'kontor projects list', { KONTOR_TOKEN: '' }),
    },
    useTeam: { line: 'kontor teams create labs', gets: /Commands act in labs/ },
    createProject: {
      line: 'kontor projects list',
      env: emptyTeam,
      gets: /Created the project/,
    },
    browse: { line: 'kontor resource list', env: emptyTeam, gets: /scripted/ },
    showListing: { line: 'kontor catalog', gets: /scripted\/db/ },
    createResource: {
      line: 'kontor catalog show scripted',
      code: 0,
      gets: answeredToItsEnd(stage),
    },
    showResource: {
      before: async () => {
        const { externalId } = await provision(world, stage.installation, { name: 'full' });
        await notified(stage, `/resources/${externalId}`);
      },
      line: 'kontor doctor',
      gets: /Nearly full/,
    },
    connect: { line: 'kontor connections orders', gets: /Connected orders to web/ },
    openConsole: {
      before: () => notified(stage, ''),
      line: 'kontor doctor',
      gets: /marketplace\/sso/,
    },
    followOperation: {
      before: async () => {
        stage.hold('patient');
      },
      line: `${free} patient --no-wait`,
      code: 7,
      between: async () => stage.letGo(),
      gets: /succeeded/,
    },
    listRunning: {
      before: async () => {
        stage.hold('lasting');
        await here.line(`${free} lasting --no-wait`);
      },
      line: 'kontor resource delete orders --yes --timeout 2',
      env: {
        get KONTOR_HOST_URL() {
          return stage.muteUrl;
        },
      },
      code: 7,
      gets: ({ stdout }) => {
        stage.letGo();
        expect(stdout).toMatch(/provision/);
      },
    },
  } satisfies Scenarios;
}

async function notified({ world, installation }: Stage, path: string): Promise<void> {
  const answer = await fetch(`${world.url}/v1/installations/${installation}${path}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${tokenOf(world, installation)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ notification: { level: 'warn', title: 'Nearly full' } }),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** Where nobody can be asked, each refusal gives a command with one answer more, up to the end. */
const answeredToItsEnd =
  ({ here }: Stage) =>
  async (taken: Taken): Promise<void> => {
    let last = taken;
    while (last.code === 2) {
      const next: string = JSON.parse((await here.line(`${last.command} --json`)).stdout).error
        .next[0];
      last = { ...(await here.line(next)), command: next };
    }
    expect(last.stdout, last.stderr).toMatch(/"lifecycle": ?"active"/);
  };
