import { isDeepStrictEqual } from 'node:util';
import type { Secret } from '@kontor/protocol';
import { rotateSecrets } from '@kontor/protocol/partner';
import { pushedSecrets } from '@kontor/protocol/platform';
import type { Bench, Given } from '../bench/bench.ts';
import { eventually } from '../bench/eventually.ts';
import type { Answer } from '../bench/exchange.ts';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { fail } from '../bench/outcome.ts';
import type { Installation } from '../host/installation.ts';
import type { Trial } from './trial.ts';

const MOST_HOURS = 720;

export const rotationTrials: readonly Trial[] = [
  {
    name: 'rotate-secrets',
    title: 'Secrets are replaced, at once or later by an update.',
    requirements: ['ROT-11', 'ROT-5', 'SEC-1'],
    level: 'complete',
    needs: 'rotation',
    advice:
      'Answer 200 with `sync: true` and the new secrets, or 202 with `sync: false` and update the secrets then.',
    run: async (bench) => {
      const { installation, resourceId, before } = await withSecrets(bench);
      const answer = await rotate(bench, { installation, params: { resourceId } });
      expectSuccess(answer, 'Rotating secrets');
      const after = await newSecrets(bench, { installation, resourceId, answer });
      const values = new Set(before.map(({ value }) => value));
      if (after.every(({ value }) => values.has(value))) fail('No secret has changed.');
    },
  },
  {
    name: 'rotate-once',
    title: 'One key rotates once.',
    requirements: ['ROT-6', 'TRA-18'],
    level: 'complete',
    needs: 'rotation',
    advice: 'Keep the answer under its Idempotency-Key, and give it to repeats.',
    run: async (bench) => {
      const { installation, resourceId } = await withSecrets(bench);
      const given = { installation, params: { resourceId }, key: `rotate-${resourceId}` };
      const first = await rotate(bench, given);
      const again = await rotate(bench, given);
      expectSuccess(first, 'Rotating secrets');
      expectSuccess(again, 'The same rotation with the same key');
      const [one, two] = [first, again].map(secretsIn);
      if (!isDeepStrictEqual(one, two)) fail('The repeat of a rotation has other secrets.');
    },
  },
  {
    name: 'delay-of-old-secrets',
    title: 'A delay that is registered is accepted, and a longer one refused with 400.',
    requirements: ['ROT-4'],
    level: 'complete',
    needs: 'rotation',
    advice: 'Compare the delay with the `maxDelayHours` that is registered.',
    run: async (bench) => {
      const { installation, resourceId } = await withSecrets(bench);
      const { secretRotation } = { ...bench.subject.capabilities, ...bench.product.capabilities };
      const most = typeof secretRotation === 'object' ? secretRotation.maxDelayHours : MOST_HOURS;
      const of = (delayOldSecretsExpirationHours: number) =>
        rotate(bench, {
          installation,
          params: { resourceId },
          body: { delayOldSecretsExpirationHours },
        });
      expectSuccess(await of(most), `A delay of ${most} hours`);
      expectRefused(await of(most + 1), `A delay of ${most + 1} hours`, [400]);
    },
  },
  {
    name: 'administrators-alone-rotate',
    title: 'A person who may only read rotates nothing.',
    requirements: ['ROT-10'],
    level: 'complete',
    needs: 'rotation',
    advice: 'Look at `user_role`: only `ADMIN` may rotate.',
    run: async (bench) => {
      const { installation, resource } = await bench.standing();
      const { tokens } = bench.host;
      const token = await tokens.sign(tokens.user(installation, installation.reader));
      const params = { resourceId: resource.id };
      const answer = await rotate(bench, { installation, params, token, as: 'user' });
      expectRefused(answer, 'Rotating with the role USER');
    },
  },
];

async function rotate(bench: Bench, given: Given): Promise<Answer> {
  return bench.call(rotateSecrets, { body: {}, ...given });
}

async function withSecrets(bench: Bench) {
  const installation = await bench.install();
  const { id: resourceId, secrets: before } = await bench.provision(installation);
  return { installation, resourceId, before };
}

function secretsIn(answer: Answer): readonly Secret[] | 'later' {
  if (answer.status === 202) return 'later';
  const body = bodyOf(rotateSecrets.responses[200], answer);
  return body.sync ? body.secrets : 'later';
}

type Rotated = {
  readonly installation: Installation;
  readonly resourceId: string;
  readonly answer: Answer;
};

async function newSecrets(
  bench: Bench,
  { installation, resourceId, answer }: Rotated,
): Promise<readonly { readonly value: string }[]> {
  const now = secretsIn(answer);
  if (now !== 'later') return now;
  const pushed = await eventually(bench, () => installation.pushedSecrets.get(resourceId));
  if (pushed === undefined) fail('The secrets were to come later, and they did not come.');
  return pushedSecrets.parse(pushed).secrets;
}
