import {
  acceptTransferRequest,
  createTransferRequest,
  getResource,
  verifyTransferRequest,
} from '@kontor/protocol/partner';
import type { Bench } from '../bench/bench.ts';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { fail } from '../bench/outcome.ts';
import type { Installation } from '../host/installation.ts';
import type { Trial } from './trial.ts';

const HOUR_MS = 3_600_000;

export const transferTrials: readonly Trial[] = [
  {
    name: 'transfer-resource',
    title: 'A resource moves to the installation that accepts it, and may be accepted again.',
    requirements: ['TRF-11', 'TRF-4'],
    level: 'complete',
    needs: 'transfers',
    advice:
      'Move the resources with the first accept, and answer success to repeats of the same target.',
    run: async (bench) => {
      const { source, resourceId, claim } = await claimed(bench);
      const target = await bench.install();
      expectSuccess(await verified(bench, target, claim), 'Verifying a claim');
      expectSuccess(await accepted(bench, target, claim), 'Accepting a claim');
      await expectAt(bench, { at: target, notAt: source, resourceId });
      expectSuccess(await accepted(bench, target, claim), 'Accepting it again');
      await expectAt(bench, { at: target, notAt: source, resourceId });
    },
  },
  {
    name: 'verifying-changes-nothing',
    title: 'A claim that is verified leaves the resources where they are.',
    requirements: ['TRF-5'],
    level: 'complete',
    needs: 'transfers',
    advice: 'Change nothing before a claim is accepted: several targets may ask.',
    run: async (bench) => {
      const { source, resourceId, claim } = await claimed(bench);
      const target = await bench.install();
      await verified(bench, target, claim);
      await expectAt(bench, { at: source, notAt: target, resourceId });
    },
  },
  {
    name: 'one-target-wins',
    title: 'A claim that was accepted is refused to every other target.',
    requirements: ['TRF-3'],
    level: 'complete',
    needs: 'transfers',
    advice: 'Answer 409 for a claim that another installation has accepted.',
    run: async (bench) => {
      const { source, resourceId, claim } = await claimed(bench);
      const [target, other] = [await bench.install(), await bench.install()];
      expectSuccess(await accepted(bench, target, claim), 'Accepting a claim');
      expectRefused(await accepted(bench, other, claim), 'Another target of an accepted claim');
      expectRefused(await verified(bench, other, claim), 'Verifying an accepted claim');
      await expectAt(bench, { at: target, notAt: source, resourceId });
    },
  },
  {
    name: 'targets-in-parallel',
    title: 'Of targets that accept at the same moment one wins.',
    requirements: ['TRF-3'],
    level: 'robust',
    needs: 'transfers',
    advice: 'Take the claim in one step with the look whether it is free.',
    run: async (bench) => {
      const { claim } = await claimed(bench);
      const targets = [await bench.install(), await bench.install(), await bench.install()];
      const answers = await Promise.all(targets.map((each) => accepted(bench, each, claim)));
      const won = answers.filter(({ status }) => status >= 200 && status < 300);
      if (won.length !== 1) fail(`${won.length} of ${targets.length} targets were let accept.`);
    },
  },
  {
    name: 'expired-claim-refused',
    title: 'A claim that has expired is refused.',
    requirements: ['TRF-2'],
    level: 'complete',
    needs: 'transfers',
    advice: 'Look at `expiresAt` when a claim is verified and accepted.',
    run: async (bench) => {
      const { source, resourceId, claim } = await claimed(bench, Date.now() - HOUR_MS);
      if (claim === undefined) return;
      const target = await bench.install();
      expectRefused(await accepted(bench, target, claim), 'A claim that has expired');
      await expectAt(bench, { at: source, notAt: target, resourceId });
    },
  },
  {
    name: 'own-resources-alone',
    title: 'An installation prepares only resources of its own.',
    requirements: ['TRF-1', 'RES-34'],
    level: 'complete',
    needs: 'transfers',
    advice: 'Refuse a request that names a resource of another installation.',
    run: async (bench) => {
      const owner = await bench.install();
      const { id } = await bench.provision(owner);
      const stranger = await bench.install();
      const body = { resourceIds: [id], expiresAt: Date.now() + HOUR_MS };
      const answer = await bench.call(createTransferRequest, { installation: stranger, body });
      expectRefused(answer, 'Preparing a resource of another installation');
    },
  },
];

type Claimed = {
  readonly source: Installation;
  readonly resourceId: string;
  readonly claim: string | undefined;
};

/** A claim; one that has expired before it began may be refused at once. */
async function claimed(bench: Bench, expiresAt = Date.now() + HOUR_MS): Promise<Claimed> {
  const source = await bench.install();
  const { id: resourceId } = await bench.provision(source);
  const body = { resourceIds: [resourceId], expiresAt };
  const answer = await bench.call(createTransferRequest, { installation: source, body });
  const isOver = expiresAt <= Date.now();
  if (isOver && answer.status >= 400 && answer.status < 500) {
    return { source, resourceId, claim: undefined };
  }
  expectSuccess(answer, 'Preparing a transfer');
  const { providerClaimId } = bodyOf(createTransferRequest.responses[200], answer);
  return { source, resourceId, claim: providerClaimId };
}

function verified(bench: Bench, installation: Installation, claim = '') {
  return bench.call(verifyTransferRequest, { installation, params: { providerClaimId: claim } });
}

function accepted(bench: Bench, installation: Installation, claim = '') {
  return bench.call(acceptTransferRequest, { installation, params: { providerClaimId: claim } });
}

type Place = {
  readonly at: Installation;
  readonly notAt: Installation;
  readonly resourceId: string;
};

async function expectAt(bench: Bench, { at, notAt, resourceId }: Place): Promise<void> {
  const params = { resourceId };
  const here = await bench.call(getResource, { installation: at, params });
  expectSuccess(here, 'The resource where it should be');
  const there = await bench.call(getResource, { installation: notAt, params });
  expectRefused(there, 'The resource where it should not be');
}
