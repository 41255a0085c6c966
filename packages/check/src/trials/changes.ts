import { isDeepStrictEqual } from 'node:util';
import {
  getResource,
  type Resource,
  resource as resourceReport,
  updateResource,
} from '@kontor/protocol/partner';
import type { Bench } from '../bench/bench.ts';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { wrongValuesFor } from '../bench/form-values.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { Installation } from '../host/installation.ts';
import type { Trial } from './trial.ts';

export const changeTrials: readonly Trial[] = [
  {
    name: 'rename-resource',
    title: 'A resource gets another name, and the rest of it stays.',
    requirements: ['RES-22', 'RES-1'],
    level: 'complete',
    needs: 'changes of resources',
    advice: 'Change what the body names and nothing else.',
    run: async (bench) => {
      const { installation, params, before } = await changeable(bench);
      const body = { name: 'kontor-check-renamed' };
      const changed = await bench.call(updateResource, { installation, params, body });
      expectSuccess(changed, 'Another name');
      const after = await read(bench, installation, params);
      expectSame(after, { ...before, name: body.name });
    },
  },
  {
    name: 'change-metadata',
    title: 'The form of a resource changes, and the rest of it stays.',
    requirements: ['RES-22'],
    level: 'complete',
    needs: 'changes of resources',
    advice: 'Change what the body names and nothing else.',
    run: async (bench) => {
      const metadata = bench.product.changedMetadata;
      if (metadata === undefined) cannotJudge('The registration gives no changedMetadata.');
      const { installation, params, before } = await changeable(bench);
      const changed = await bench.call(updateResource, {
        installation,
        params,
        body: { metadata },
      });
      expectSuccess(changed, 'The values of changedMetadata');
      const after = await read(bench, installation, params);
      expectSame(after, { ...before, metadata: { ...before.metadata, ...metadata } });
    },
  },
  {
    name: 'refused-change-leaves-all',
    title: 'A change that is refused leaves everything as it was.',
    requirements: ['ERR-1', 'ERR-3'],
    level: 'complete',
    needs: 'changes of resources',
    advice: 'Look at the whole change before you carry out a part of it.',
    run: async (bench) => {
      const metadata = wrongValuesFor(bench.product);
      if (metadata === undefined) {
        cannotJudge('The registration gives no form and no wrongMetadata.');
      }
      const { installation, params, before } = await changeable(bench);
      const body = { name: 'kontor-check-refused', metadata };
      const refused = await bench.call(updateResource, { installation, params, body });
      expectRefused(refused, 'A change with values that the form forbids');
      expectSame(await read(bench, installation, params), before);
    },
  },
  {
    name: 'change-unknown-resource',
    title: 'A change of a resource that is not there is refused.',
    requirements: ['RES-20'],
    level: 'complete',
    needs: 'changes of resources',
    advice: 'Answer 404 where there is no such resource.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      const answer = await bench.call(updateResource, {
        installation,
        params: { resourceId: 'kontor-check-no-such-resource' },
        body: { name: 'kontor-check' },
      });
      expectRefused(answer, 'A change of a resource that is not there');
    },
  },
];

async function changeable(bench: Bench) {
  const installation = await bench.install();
  const params = { resourceId: (await bench.provision(installation)).id };
  return { installation, params, before: await read(bench, installation, params) };
}

async function read(
  bench: Bench,
  installation: Installation,
  params: { readonly resourceId: string },
): Promise<Resource> {
  const answer = await bench.call(getResource, { installation, params });
  expectSuccess(answer, 'Reading a resource');
  return bodyOf(resourceReport, answer);
}

function expectSame(after: Resource, wanted: Resource): void {
  for (const part of ['id', 'productId', 'name', 'metadata', 'status'] as const) {
    if (isDeepStrictEqual(after[part], wanted[part])) continue;
    const [is, should] = [after[part], wanted[part]].map((value) => JSON.stringify(value));
    fail(`Afterwards its ${part} is ${is}, and it should be ${should}.`);
  }
  if (after.billingPlan?.id !== wanted.billingPlan?.id) {
    fail(`Its plan has become ${after.billingPlan?.id ?? 'none'}.`);
  }
}
