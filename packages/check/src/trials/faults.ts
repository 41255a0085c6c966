import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  deleteInstallation,
  getResource,
  provisionedResource,
  provisionResource,
  updateResource,
} from '@kontor/protocol/partner';
import type { Bench } from '../bench/bench.ts';
import { eventually } from '../bench/eventually.ts';
import type { Answer } from '../bench/exchange.ts';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import { sendAndHangUp, sendSlowly } from '../bench/raw-request.ts';
import { hex, type Installation } from '../host/installation.ts';
import type { Trial } from './trial.ts';

const PARALLEL = 4;
const PIECES = 8;
const PAUSE_MS = 40;

/** How long after a provision began its installation is ended. */
const MIDDLES_MS = [5, 40];

/** Something that nobody knows, as later versions of a host may send it. */
const UNKNOWN = { kontorCheck: { is: ['unknown'] }, nothing: null };

const onceForAKey =
  'Derive the id of a resource from installation and Idempotency-Key, or note the key before the work begins.';

export const faultTrials: readonly Trial[] = [
  {
    name: 'repeat-of-a-key',
    title: 'A repeat of a key makes no second resource, and is answered like the first call.',
    requirements: ['RES-13', 'TRA-18', 'TRA-19'],
    level: 'complete',
    advice: onceForAKey,
    run: async (bench) => {
      const installation = await bench.install();
      const key = keyOf('repeat');
      const first = await made(await bench.askForResource(installation, { key }));
      const again = await made(await bench.askForResource(installation, { key }));
      if (first.id !== again.id) fail('The repeat of a key has made a second resource.');
      if (!isDeepStrictEqual(first.secrets, again.secrets)) {
        fail('The repeat of a key is answered with other secrets.');
      }
    },
  },
  {
    name: 'keys-of-two-installations',
    title: 'A key counts in its installation: another installation gets a resource of its own.',
    requirements: ['RES-33', 'RES-34'],
    level: 'robust',
    advice: 'Keep keys by installation.',
    run: async (bench) => {
      const key = keyOf('shared');
      const [one, two] = [await bench.install(), await bench.install()];
      const first = await made(await bench.askForResource(one, { key }));
      const second = await made(await bench.askForResource(two, { key }));
      if (first.id === second.id) fail('Two installations have got the same resource.');
    },
  },
  {
    name: 'lost-answer',
    title: 'A call whose answer was lost is repeated without making a second resource.',
    requirements: ['RES-13', 'TRA-18'],
    level: 'robust',
    advice: onceForAKey,
    run: async (bench) => {
      for (const when of ['at-the-answer', 'before-the-answer'] as const) {
        const installation = await bench.install();
        const key = keyOf(when);
        const body = await bench.provisioning();
        const request = await bench.requestOf(provisionResource, { installation, key, body });
        await sendAndHangUp(request, { when });
        const again = await made(await finished(bench, installation, key));
        const third = await made(await bench.askForResource(installation, { key }));
        if (again.id !== third.id) fail('Repeats after a lost answer have made two resources.');
        const params = { resourceId: again.id };
        expectSuccess(
          await bench.call(getResource, { installation, params }),
          'The resource of a call whose answer was lost',
        );
      }
    },
  },
  {
    name: 'duplicates-in-parallel',
    title: 'Calls with one key at the same moment make one resource.',
    requirements: ['RES-13', 'TRA-18'],
    level: 'robust',
    advice: onceForAKey,
    run: async (bench) => {
      const installation = await bench.install();
      const key = keyOf('parallel');
      const answers = await Promise.all(
        Array.from({ length: PARALLEL }, () => bench.askForResource(installation, { key })),
      );
      const good = answers.filter(({ status }) => status >= 200 && status < 300);
      if (good.length === 0) fail('None of the calls with one key is answered with success.');
      const ids = new Set(good.map((each) => bodyOf(provisionedResource, each).id));
      if (ids.size > 1) fail(`${ids.size} resources were made for one key.`);
      const wrong = answers.find(({ status }) => status > 499);
      if (wrong !== undefined) fail(`One of the calls is answered with ${wrong.status}.`);
    },
  },
  {
    name: 'unknown-keys-ignored',
    title: 'Keys of a body that are not known are ignored.',
    requirements: ['TRA-9'],
    level: 'robust',
    advice: 'Read what you need of a body, and let the rest be.',
    run: async (bench) => {
      const installation = bench.open();
      const installing = { ...bench.installing(installation), ...UNKNOWN };
      expectSuccess(await bench.upsert(installation, { body: installing }), 'Installing');
      const wanted = { ...(await bench.provisioning()), ...UNKNOWN };
      const answer = await bench.askForResource(installation, { text: JSON.stringify(wanted) });
      expectSuccess(answer, 'Provisioning');
      if (!bench.has('changes of resources')) return;
      const params = { resourceId: (await made(answer)).id };
      const body = { name: 'kontor-check-unknown', ...UNKNOWN };
      expectSuccess(await bench.call(updateResource, { installation, params, body }), 'Renaming');
    },
  },
  {
    name: 'slow-connection',
    title: 'A body that comes slowly is waited for.',
    requirements: ['TRA-33'],
    level: 'robust',
    advice: 'Give a body some seconds to come.',
    run: async (bench) => {
      const installation = await bench.install();
      const key = keyOf('slow');
      const body = await bench.provisioning();
      const request = await bench.requestOf(provisionResource, { installation, key, body });
      const status = await sendSlowly(request, { pieces: PIECES, pauseMs: PAUSE_MS });
      if (status === undefined || status > 299) {
        fail(`A body in ${PIECES} pieces is answered with ${status ?? 'nothing'}.`);
      }
    },
  },
  {
    name: 'cut-connection',
    title: 'A call that broke off in the middle is made again in whole.',
    requirements: ['TRA-18', 'ERR-3'],
    level: 'robust',
    advice:
      'Note a key once the whole body is there, and let it go where the work came to nothing.',
    run: async (bench) => {
      const installation = await bench.install();
      const key = keyOf('cut');
      const body = await bench.provisioning();
      const request = await bench.requestOf(provisionResource, { installation, key, body });
      await sendAndHangUp(request, { when: 'in-the-middle' });
      const answer = await finished(bench, installation, key);
      expectSuccess(answer, 'A call that had broken off, made again');
    },
  },
  {
    name: 'uninstall-during-provision',
    title: 'An uninstall in the middle of a provision leaves nothing behind.',
    requirements: ['INS-18', 'INS-19'],
    level: 'robust',
    advice: 'Let an uninstall wait for what runs, or undo it; and make nothing afterwards.',
    run: async (bench) => {
      const body = await bench.provisioning();
      for (const afterMs of MIDDLES_MS) {
        const installation = await bench.install();
        const [provisioned, ended] = await Promise.all([
          bench.askForResource(installation, { body }),
          pause(afterMs).then(() => bench.call(deleteInstallation, { installation, as: 'system' })),
        ]);
        if (provisioned.status > 499) fail(`Provisioning is answered with ${provisioned.status}.`);
        if (ended.status > 299) {
          const again = await bench.call(deleteInstallation, { installation, as: 'system' });
          expectSuccess(again, 'An uninstall that was refused while something ran');
        }
        const id = provisionedResource.safeParse(provisioned.json).data?.id;
        if (id === undefined) continue;
        const left = await bench.call(getResource, { installation, params: { resourceId: id } });
        expectRefused(left, 'A resource of an installation that has ended');
      }
    },
  },
  {
    name: 'pending-is-told',
    title: 'A resource that leaves pending is told by an event.',
    requirements: ['EVT-8', 'RES-16'],
    level: 'robust',
    advice: 'Send `resource.updated` when a resource is ready.',
    run: async (bench) => {
      const installation = await bench.install();
      const { id, status } = await bench.provision(installation);
      if (status !== 'pending') cannotJudge(`Resources are ${status} at once.`);
      const told = await eventually(bench, () =>
        installation.received.find(({ body }) => isEventOf(body, id)),
      );
      if (told === undefined) fail('The resource is pending, and no event of it has come.');
    },
  },
];

function keyOf(what: string): string {
  return `kontor-check-${what}-${hex(8)}`;
}

async function made(answer: Answer) {
  expectSuccess(answer, 'Provisioning');
  return bodyOf(provisionedResource, answer);
}

/** Asks again until the first call under the key is over: 409 says that it still runs. */
async function finished(bench: Bench, installation: Installation, key: string): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await bench.askForResource(installation, { key });
    const isRunning = answer.status === 409 || answer.status === 503;
    if (!isRunning || tries >= PARALLEL) return answer;
    await bench.elapse(SECOND_MS);
  }
}

const SECOND_MS = 1000;

function isEventOf(body: unknown, resourceId: string): boolean {
  const text = JSON.stringify(body ?? null);
  return text.includes('"resource.updated"') && text.includes(JSON.stringify(resourceId));
}
