import { deleteInstallation, getResource, installationState } from '@kontor/protocol/partner';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { newCredential } from '../host/installation.ts';
import type { Trial } from './trial.ts';

export const installationTrials: readonly Trial[] = [
  {
    name: 'install',
    title: 'An installation that the provider has not seen is opened at once.',
    requirements: ['INS-7', 'INS-8', 'INS-10'],
    level: 'basic',
    advice: 'Create the installation from what the call says, and ask nobody to sign up before.',
    run: async (bench) => {
      const answer = await bench.upsert(bench.open());
      expectSuccess(answer, 'Opening an installation');
      if (answer.text !== '') bodyOf(installationState, answer);
    },
  },
  {
    name: 'install-again',
    title: 'An installation that is told again is taken over and keeps its resources.',
    requirements: ['INS-7'],
    level: 'basic',
    advice:
      'Where the id is known, take over credential, policies and account, and change nothing else.',
    run: async (bench) => {
      const installation = await bench.install();
      const { id } = await bench.provision(installation);
      installation.credentials.push(newCredential());
      expectSuccess(await bench.upsert(installation), 'Telling of an installation again');
      const left = await bench.call(getResource, { installation, params: { resourceId: id } });
      expectSuccess(left, 'A resource of an installation that was told again');
    },
  },
  {
    name: 'uninstall',
    title: 'An installation is ended with everything in it.',
    requirements: ['INS-18'],
    level: 'basic',
    advice:
      'Remove the resources of the installation with it, and provision nothing in it afterwards.',
    run: async (bench) => {
      const installation = await bench.install();
      const { id } = await bench.provision(installation);
      const ended = await bench.call(deleteInstallation, { installation, body: {} });
      expectSuccess(ended, 'Ending an installation');
      const params = { resourceId: id };
      const left = await bench.call(getResource, { installation, params });
      expectRefused(left, 'A resource of an installation that has ended');
      const made = await bench.askForResource(installation);
      expectRefused(made, 'Provisioning in an installation that has ended');
    },
  },
  {
    name: 'uninstall-again',
    title: 'Ending an installation that is gone already is a success.',
    requirements: ['INS-19'],
    level: 'basic',
    advice: 'Answer success where there is nothing left to remove.',
    run: async (bench) => {
      const installation = await bench.install();
      expectSuccess(await bench.call(deleteInstallation, { installation }), 'Ending it');
      const again = await bench.call(deleteInstallation, { installation });
      expectSuccess(again, 'Ending an installation that is gone already');
    },
  },
  {
    name: 'uninstall-by-anybody',
    title: 'An installation is ended by a token of a person and by one of the system.',
    requirements: ['INS-20'],
    level: 'basic',
    advice: 'Accept both kinds of token: the host removes on its own account too.',
    run: async (bench) => {
      for (const as of ['user', 'system'] as const) {
        const installation = await bench.install();
        const ended = await bench.call(deleteInstallation, { installation, as, body: {} });
        expectSuccess(ended, `Ending an installation with a token of kind ${as}`);
      }
    },
  },
  {
    name: 'uninstall-without-body',
    title: 'An installation is ended without a body, and with one.',
    requirements: ['INS-21'],
    level: 'basic',
    advice: 'Do without the body: all that it can say is `cascadeResourceDeletion`.',
    run: async (bench) => {
      for (const body of [undefined, {}, { cascadeResourceDeletion: true }]) {
        const installation = await bench.install();
        const ended = await bench.call(deleteInstallation, { installation, body });
        expectSuccess(ended, `Ending an installation with ${said(body)}`);
      }
    },
  },
  {
    name: 'install-anew',
    title: 'An id whose installation has ended is taken as new.',
    requirements: ['INS-8'],
    level: 'complete',
    advice: 'Begin with nothing where an installation of this id has ended.',
    run: async (bench) => {
      const installation = await bench.install();
      const { id } = await bench.provision(installation);
      await bench.call(deleteInstallation, { installation });
      expectSuccess(await bench.upsert(installation), 'Opening an installation that had ended');
      const left = await bench.call(getResource, { installation, params: { resourceId: id } });
      expectRefused(left, 'A resource of the former installation');
      const made = await bench.askForResource(installation);
      expectSuccess(made, 'Provisioning in the new installation');
    },
  },
];

function said(body: object | undefined): string {
  return body === undefined ? 'no body' : `the body ${JSON.stringify(body)}`;
}
