import { isDeepStrictEqual } from 'node:util';
import {
  deleteResource,
  getResource,
  provisionedResource,
  resource as resourceReport,
} from '@kontor/protocol/partner';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { wrongValuesFor } from '../bench/form-values.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { Trial } from './trial.ts';

/** An id that no provider gives. */
const UNKNOWN = 'kontor-check-no-such-resource';

export const resourceTrials: readonly Trial[] = [
  {
    name: 'provision',
    title: 'A resource is provisioned and answered with its secrets.',
    requirements: ['RES-10', 'SEC-18'],
    level: 'basic',
    advice: 'Answer id, name, metadata, status, plan, and `secrets` with a name and a value each.',
    run: async (bench) => {
      const answer = await bench.askForResource(await bench.install());
      expectSuccess(answer, 'Provisioning');
      bodyOf(provisionedResource, answer);
    },
  },
  {
    name: 'plan-of-a-resource',
    title: 'A resource says under which plan it was made.',
    requirements: ['RES-11'],
    level: 'basic',
    advice: 'Answer `billingPlan` with the plan that was asked for.',
    run: async (bench) => {
      if (bench.has('plans for installations')) {
        cannotJudge('One plan may cover the installation, and then a resource has none.');
      }
      const wanted = await bench.planId();
      const made = await bench.provision(await bench.install(), { billingPlanId: wanted });
      const { billingPlan } = made;
      if (billingPlan === undefined) fail('The answer to provisioning has no billingPlan.');
      if (billingPlan.id !== wanted) {
        fail(`The plan ${wanted} was asked for, and the answer says ${billingPlan.id}.`);
      }
    },
  },
  {
    name: 'names-of-secrets',
    title: 'Secrets have names that can be variables, each once.',
    requirements: ['SEC-1', 'SEC-2'],
    level: 'basic',
    advice: 'Use letters, digits and _ that do not begin with a digit, and no name twice.',
    run: async (bench) => {
      const { secrets } = await bench.provision(await bench.install());
      const names = secrets.map(({ name }) => name);
      const wrong = names.filter((name) => !/^[A-Za-z_]\w*$/.test(name));
      const twice = names.filter((name, at) => names.indexOf(name) !== at);
      if (wrong.length > 0) fail(`These names cannot be variables: ${wrong.join(', ')}.`);
      if (twice.length > 0) fail(`These names are there twice: ${twice.join(', ')}.`);
    },
  },
  {
    name: 'read-resource',
    title: 'A resource that was made is read as it was asked for.',
    requirements: ['RES-1'],
    level: 'basic',
    advice: 'Keep the id for good, and answer name and metadata as they were sent.',
    run: async (bench) => {
      const installation = await bench.install();
      const made = await bench.provision(installation, { name: 'kontor-check-read' });
      const params = { resourceId: made.id };
      const answer = await bench.call(getResource, { installation, params });
      expectSuccess(answer, 'Reading a resource');
      const read = bodyOf(resourceReport, answer);
      if (read.id !== made.id) fail(`The resource ${made.id} calls itself ${read.id}.`);
      if (read.name !== 'kontor-check-read') fail(`Its name has become ${read.name}.`);
      const { metadata = {} } = read;
      for (const [key, value] of Object.entries(bench.metadata)) {
        if (!isDeepStrictEqual(metadata[key], value)) {
          fail(`Its ${key} was sent as ${JSON.stringify(value)} and is read otherwise.`);
        }
      }
    },
  },
  {
    name: 'several-resources',
    title: 'One installation has any number of resources, each by itself.',
    requirements: ['RES-33', 'RES-25'],
    level: 'basic',
    advice: 'File resources by an id of their own: an installation is no resource.',
    run: async (bench) => {
      const installation = await bench.install();
      const first = await bench.provision(installation, { name: 'kontor-check-first' });
      const second = await bench.provision(installation, { name: 'kontor-check-second' });
      if (first.id === second.id) fail('Two resources of one installation have the same id.');
      const removed = await bench.call(deleteResource, {
        installation,
        params: { resourceId: first.id },
      });
      expectSuccess(removed, 'Deleting one of two resources');
      const answer = await bench.call(getResource, {
        installation,
        params: { resourceId: second.id },
      });
      expectSuccess(answer, 'Reading the resource that was left');
      const { name } = bodyOf(resourceReport, answer);
      if (name !== 'kontor-check-second') fail(`The resource that was left is called ${name}.`);
    },
  },
  {
    name: 'unknown-resource',
    title: 'A resource that is not there is answered with 404.',
    requirements: ['RES-20'],
    level: 'basic',
    advice: 'Answer 404 where there is no such resource: `200 null` is taken for a resource.',
    run: async (bench) => {
      const installation = await bench.install();
      const params = { resourceId: UNKNOWN };
      const answer = await bench.call(getResource, { installation, params });
      expectRefused(answer, 'A resource that is not there', [404]);
    },
  },
  {
    name: 'delete-resource',
    title: 'A resource that was deleted is not there any more.',
    requirements: ['RES-25', 'RES-20'],
    level: 'basic',
    advice: 'De-provision before the answer, or answer 404 from then on.',
    run: async (bench) => {
      const installation = await bench.install();
      const params = { resourceId: (await bench.provision(installation)).id };
      const removed = await bench.call(deleteResource, { installation, params });
      expectSuccess(removed, 'Deleting a resource');
      const left = await bench.call(getResource, { installation, params });
      expectRefused(left, 'A resource that was deleted', [404]);
    },
  },
  {
    name: 'delete-resource-again',
    title: 'Deleting a resource that is gone already is a success.',
    requirements: ['RES-26'],
    level: 'basic',
    advice: 'Answer success where there is nothing left to delete.',
    run: async (bench) => {
      const installation = await bench.install();
      const params = { resourceId: (await bench.provision(installation)).id };
      await bench.call(deleteResource, { installation, params });
      const again = await bench.call(deleteResource, { installation, params });
      expectSuccess(again, 'Deleting a resource that is gone already');
    },
  },
  {
    name: 'delete-resource-by-anybody',
    title: 'A resource is deleted by a token of a person and by one of the system.',
    requirements: ['RES-29'],
    level: 'basic',
    advice: 'Accept both kinds of token: the host removes on its own account too.',
    run: async (bench) => {
      const installation = await bench.install();
      for (const as of ['user', 'system'] as const) {
        const params = { resourceId: (await bench.provision(installation)).id };
        const removed = await bench.call(deleteResource, { installation, params, as });
        expectSuccess(removed, `Deleting a resource with a token of kind ${as}`);
      }
    },
  },
  {
    name: 'resources-apart',
    title: 'A resource is neither read nor deleted through another installation.',
    requirements: ['RES-34', 'RES-20'],
    level: 'basic',
    advice: 'Look a resource up by installation and id together.',
    run: async (bench) => {
      const installation = await bench.install();
      const params = { resourceId: (await bench.provision(installation)).id };
      const other = await bench.install();
      const read = await bench.call(getResource, { installation: other, params });
      expectRefused(read, 'A resource of another installation', [404, 403]);
      await bench.call(deleteResource, { installation: other, params });
      const left = await bench.call(getResource, { installation, params });
      expectSuccess(left, 'A resource that another installation has tried to delete');
    },
  },
  {
    name: 'form-verified',
    title: 'Values that the form forbids are refused with 400.',
    requirements: ['RES-9', 'ERR-1'],
    level: 'complete',
    advice: 'Check the metadata yourself, and name the wrong fields.',
    run: async (bench) => {
      const metadata = wrongValuesFor(bench.product);
      if (metadata === undefined)
        cannotJudge('The registration gives no form and no wrongMetadata.');
      const answer = await bench.askForResource(await bench.install(), { wanted: { metadata } });
      expectRefused(answer, 'Values that the form forbids', [400, 422]);
    },
  },
  {
    name: 'body-verified',
    title: 'A body that cannot be read, or lacks what is required, is refused.',
    requirements: ['ERR-1'],
    level: 'complete',
    advice: 'Answer 400 where a body is no JSON or not of its form: 5xx makes a host try again.',
    run: async (bench) => {
      const installation = await bench.install();
      const { name: _, ...nameless } = await bench.provisioning();
      expectRefused(
        await bench.askForResource(installation, { text: '{"productId": ' }),
        'A body that is no JSON',
      );
      expectRefused(
        await bench.askForResource(installation, { text: JSON.stringify(nameless) }),
        'Provisioning without a name',
      );
    },
  },
];
