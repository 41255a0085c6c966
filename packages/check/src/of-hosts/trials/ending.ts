import { platformEndpoints as p } from '@kontor/protocol/platform';
import { fail } from '../../bench/outcome.ts';
import type { HostTrial } from './host-trial.ts';
import { expectStatus } from './platform.ts';

/** How an installation ends; nothing can be tried with it afterwards. */
export const hostEndingTrials: readonly HostTrial[] = [
  {
    name: 'resource-removed-by-provider',
    title:
      'A resource that the provider removes takes its variables along, and is not deleted there again.',
    requirements: ['HRES-10', 'HRES-11'],
    level: 'complete',
    advice: 'Take the variables out, and call nobody: the provider has removed it.',
    run: async (bench) => {
      const { installed, project } = await bench.standing();
      const { id, storeId } = await bench.provision(installed);
      await bench.customer.connect(storeId, project, 'GONE');
      const since = performance.now();
      expectStatus(
        await bench.call(p.deleteInstallationResource, { params: { resourceId: id } }),
        204,
      );
      const gone = await bench.eventually(async () => {
        const names = Object.keys(await bench.customer.variables(project));
        return names.some((name) => name.includes('GONE_')) ? undefined : true;
      });
      if (gone === undefined) fail('The variables of what is removed are still there.');
      if (bench.provider.calls('deleteResource', since).length > 0) {
        fail('What the provider has removed is deleted at the provider.');
      }
    },
  },
  {
    name: 'uninstalling',
    title: 'Uninstalling ends the installation in one call, takes all variables away, and is told.',
    requirements: ['INS-17', 'INS-22', 'INS-24', 'INS-23', 'TOK-21', 'WHK-15'],
    level: 'basic',
    ends: true,
    advice:
      'Delete the installation alone, send no other key than cascadeResourceDeletion, and end the credential with it.',
    run: async (bench) => {
      const { installed, project } = await bench.standing();
      const since = performance.now();
      expectStatus(await bench.customer.uninstall(installed.id), 204);
      const removal = await bench.eventually(() =>
        bench.provider.calls('deleteInstallation', since).at(0),
      );
      if (removal === undefined) fail('An uninstall does not reach the provider.');
      if (bench.provider.calls('deleteResource', since).length > 0) {
        fail('The resources are deleted one by one.');
      }
      const others = Object.keys((removal.json ?? {}) as object).filter(
        (key) => key !== 'cascadeResourceDeletion',
      );
      if (others.length > 0) fail(`An uninstall has further keys: ${others.join(', ')}.`);
      const left = Object.keys(await bench.customer.variables(project));
      if (left.some((name) => name.includes('CHECK_'))) fail('Variables are still there.');
      const refused = await bench.eventually(async () => {
        const { status } = await bench.call(p.getAccount, { installed });
        return status === 401 || status === 403 ? status : undefined;
      });
      if (refused === undefined) fail('The credential of what is finalized still opens something.');
      const told = await bench.eventually(() =>
        bench.webhooks('integration-configuration.removed', since).at(0),
      );
      if (told === undefined) fail('No integration-configuration.removed comes.');
    },
  },
];
