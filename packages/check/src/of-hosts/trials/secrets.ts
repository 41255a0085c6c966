import { platformEndpoints as p } from '@kontor/protocol/platform';
import { cannotJudge, fail } from '../../bench/outcome.ts';
import { newSecrets } from '../answer-host.ts';
import type { HostBench } from '../host-bench.ts';
import { MAX_DELAY_HOURS } from '../plans-and-forms.ts';
import type { HostTrial } from './host-trial.ts';
import { expectStatus } from './platform.ts';

type Variables = Readonly<Record<string, string>>;

/** What becomes of secrets: variables in projects. */
export const hostSecretTrials: readonly HostTrial[] = [
  {
    name: 'secrets-become-variables',
    title: 'A connected project has a variable for each secret.',
    requirements: ['ENV-3', 'SEC-11'],
    level: 'basic',
    advice: 'Write the secrets of the answer to provisioning into every connected environment.',
    run: async (bench) => {
      const { id } = await bench.standing();
      const secrets = bench.provider.state.resources.get(id)?.secrets ?? [];
      await expectVariables(
        bench,
        Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
      );
    },
  },
  {
    name: 'prefix-of-a-connection',
    title: 'The prefix of a connection stands before names, and behind NEXT_PUBLIC_.',
    requirements: ['ENV-4', 'ENV-7', 'ENV-8', 'ENV-9', 'SEC-13', 'RES-27'],
    level: 'complete',
    advice: 'Join prefix and name with an underscore, and keep NEXT_PUBLIC_ in front.',
    run: async (bench) => {
      const { installed, project } = await bench.standing();
      const { id, storeId } = await bench.provision(installed);
      expectStatus(await bench.customer.connect(storeId, project, 'SECOND'), 201);
      const [url, key] = bench.provider.state.resources.get(id)?.secrets ?? [];
      await expectVariables(bench, {
        SECOND_CHECK_URL: url?.value ?? '',
        NEXT_PUBLIC_SECOND_CHECK_KEY: key?.value ?? '',
      });
      const params = { resourceId: id };
      const prefixed = { secrets: [{ name: 'HOST', value: 'x', prefix: 'ACME' }], partial: true };
      expectStatus(await bench.call(p.updateResourceSecrets, { params, body: prefixed }), 201);
      await expectVariables(bench, { SECOND_HOST: 'x' }, ['ACME_HOST']);
      const twice = { secrets: [{ name: 'SECOND_HOST', value: 'y' }], partial: true };
      const first = { resourceId: (await bench.standing()).id };
      const collides = await bench.call(p.updateResourceSecrets, { params: first, body: twice });
      if (collides.status < 400) fail('An update that makes a name twice is taken.');
      await expectVariables(bench, { SECOND_HOST: 'x' });
      const wrong = await bench.customer.connect(storeId, project, '9 wrong');
      if (wrong.status < 400) fail('A prefix that begins with a digit is taken.');
      await bench.customer.removeStore(storeId);
      await expectVariables(bench, {}, ['SECOND_CHECK_URL', 'NEXT_PUBLIC_SECOND_CHECK_KEY']);
    },
  },
  {
    name: 'collision-refused',
    title: 'A connection that would make a name twice is refused, and changes nothing.',
    requirements: ['ENV-11', 'ENV-13'],
    level: 'complete',
    advice: 'Look for names that are there already before anything is written.',
    run: async (bench) => {
      const { installed, project } = await bench.standing();
      const before = await bench.customer.variables(project);
      const { storeId } = await bench.provision(installed);
      const { status, asked } = await bench.customer.connect(storeId, project);
      const after = await bench.customer.variables(project);
      await bench.customer.removeStore(storeId);
      if (status < 400 || status > 499) fail(`${asked} is answered with ${status}: names collide.`);
      if (JSON.stringify(after) !== JSON.stringify(before))
        fail('What was refused changed variables.');
    },
  },
  {
    name: 'secrets-replaced',
    title: 'An update replaces the keyset, or with `partial` only what it names, in every project.',
    requirements: ['SEC-8', 'SEC-9', 'SEC-11', 'SEC-12', 'SEC-6', 'SEC-7', 'HRES-7', 'TRA-28'],
    level: 'basic',
    advice:
      'Take a list as the whole keyset unless it is partial, and bring it to all connections.',
    run: async (bench) => {
      const { id } = await bench.standing();
      const update = async (secrets: readonly object[], partial?: boolean) => {
        const params = { resourceId: id };
        const body = { secrets, ...(partial !== undefined && { partial }) };
        expectStatus(await bench.call(p.updateResourceSecrets, { params, body }), 201);
      };
      await update([
        { name: 'CHECK_URL', value: 'one' },
        { name: 'CHECK_EMPTY', value: '' },
      ]);
      await expectVariables(bench, { CHECK_URL: 'one', CHECK_EMPTY: '' }, [
        'NEXT_PUBLIC_CHECK_KEY',
      ]);
      await update([{ name: 'CHECK_MORE', value: 'two' }], true);
      await expectVariables(bench, { CHECK_URL: 'one', CHECK_MORE: 'two' });
      await update([]);
      await expectVariables(bench, {}, ['CHECK_URL', 'CHECK_MORE', 'CHECK_EMPTY']);
      const params = { resourceId: id };
      const pushed = await bench.call(p.patchResource, { params, body: { secrets: newSecrets() } });
      expectStatus(pushed, 200);
    },
  },
  {
    name: 'prefix-of-the-provider',
    title: 'The prefix of a secret stands before its name, and an environment has its override.',
    requirements: ['ENV-5', 'ENV-6', 'SEC-5'],
    level: 'complete',
    advice: 'Join the prefix with an underscore, but for names that begin with it.',
    run: async (bench) => {
      const { id } = await bench.standing();
      const params = { resourceId: id };
      const overridden = { environmentOverrides: { production: 'over', preview: 'other' } };
      const secrets = [
        { name: 'HOST', value: 'a', prefix: 'CHECK-ONE' },
        { name: 'CHECK_TWO_HOST', value: 'b', prefix: 'CHECK_TWO' },
        { name: 'CHECK_MODE', value: 'plain', ...overridden },
      ];
      expectStatus(await bench.call(p.updateResourceSecrets, { params, body: { secrets } }), 201);
      await expectVariables(bench, {
        CHECK_ONE_HOST: 'a',
        CHECK_TWO_HOST: 'b',
        CHECK_MODE: 'over',
      });
      const body = { secrets: newSecrets() };
      expectStatus(await bench.call(p.updateResourceSecrets, { params, body }), 201);
      await expectVariables(bench, {}, ['CHECK_ONE_HOST', 'CHECK_TWO_HOST', 'CHECK_MODE']);
    },
  },
  {
    name: 'names-verified',
    title:
      'A secret that would make a variable with another name than of letters, digits and _ is refused.',
    requirements: ['ENV-10'],
    level: 'complete',
    advice: 'Look at the names that a connected project would get, prefixes included.',
    run: async (bench) => {
      const { id } = await bench.standing();
      const params = { resourceId: id };
      const body = { secrets: [...newSecrets(), { name: 'CHECK-NEW', value: '1' }] };
      const { status } = await bench.call(p.updateResourceSecrets, { params, body });
      const right = { secrets: newSecrets() };
      expectStatus(await bench.call(p.updateResourceSecrets, { params, body: right }), 201);
      if (status < 400) fail('A secret makes a variable whose name has a hyphen.');
    },
  },
  {
    name: 'updates-whole-or-not',
    title: 'An update that cannot be taken over as a whole changes nothing.',
    requirements: ['SEC-10', 'SEC-14', 'HRES-8', 'HRES-15'],
    level: 'complete',
    advice: 'Refuse the whole update for one secret that is wrong, at both paths.',
    run: async (bench) => {
      const { id, project, installed } = await bench.standing();
      const before = await bench.customer.variables(project);
      const body = { secrets: [{ name: 'CHECK_NEW', value: '1' }, { name: '2 wrong' }] };
      const params = { resourceId: id, productIdOrSlug: installed.integration.productSlug };
      for (const endpoint of [p.updateResourceSecrets, p.updateProductResourceSecrets]) {
        expectStatus(await bench.call(endpoint, { params, body }), 400, 422);
      }
      const named = { secrets: [{ name: '', value: '1' }], partial: true };
      for (const wrong of [{ secrets: named }, { customClaims: { roles: ['reader'] } }]) {
        const push = { name: 'check-pushed', ...wrong };
        const answer = await bench.call(p.patchResource, { params, body: push });
        if (answer.status < 400) fail(`A push of ${JSON.stringify(wrong)} is taken.`);
      }
      const record = await bench.call(p.getInstallationResource, { params });
      if (record.text.includes('check-pushed')) fail('A push that is refused changes the name.');
      const secrets = { secrets: newSecrets() };
      const elsewhere = { ...params, productIdOrSlug: 'no-such-product' };
      const foreign = await bench.call(p.updateProductResourceSecrets, {
        params: elsewhere,
        body: secrets,
      });
      if (foreign.status < 400) fail('The longer path takes a resource of another product.');
      const after = await bench.customer.variables(project);
      if (JSON.stringify(after) !== JSON.stringify(before))
        fail('What was refused changed variables.');
    },
  },
  {
    name: 'secrets-rotated',
    title:
      'A rotation brings new secrets to every project, at once or when the provider sends them.',
    requirements: ['ROT-7', 'ROT-2'],
    level: 'complete',
    advice:
      'Take over the secrets of the answer, or wait for an update where it says `sync: false`.',
    run: async (bench) => {
      const { id, storeId } = await bench.standing();
      const since = performance.now();
      expectStatus(await bench.customer.rotate(storeId), 200, 202);
      const call = bench.provider.calls('rotateSecrets', since).at(-1);
      if (call === undefined) fail('A rotation does not reach the provider.');
      const { delayOldSecretsExpirationHours: hours } = (call.json ?? {}) as Record<
        string,
        unknown
      >;
      if (typeof hours === 'number' && hours > MAX_DELAY_HOURS)
        fail('A longer delay is asked for.');
      const [url] = bench.provider.state.resources.get(id)?.secrets ?? [];
      await expectVariables(bench, { CHECK_URL: url?.value ?? '' });
      bench.provider.meet('rotateSecrets', {
        alter: () => ({ status: 202, body: { sync: false } }),
      });
      expectStatus(await bench.customer.rotate(storeId, 1), 200, 202);
      const [later = cannotJudge('There are no secrets.'), key] = newSecrets();
      const body = { secrets: [later, key] };
      const params = { resourceId: id };
      expectStatus(await bench.call(p.updateResourceSecrets, { params, body }), 201);
      await expectVariables(bench, { CHECK_URL: later.value });
    },
  },
];

/** Ends the trial unless production has these variables, and none of the others, soon. */
export async function expectVariables(
  bench: HostBench,
  wanted: Variables,
  gone: readonly string[] = [],
): Promise<void> {
  const { project } = await bench.standing();
  let last: Variables = {};
  const found = await bench.eventually(async () => {
    last = await bench.customer.variables(project);
    const isThere = Object.entries(wanted).every(([name, value]) => last[name] === value);
    return isThere && gone.every((name) => last[name] === undefined) ? true : undefined;
  });
  if (found !== undefined) return;
  const missing = Object.entries(wanted).flatMap(([name, value]) =>
    last[name] === value
      ? []
      : [`${name} is ${last[name] === undefined ? 'not there' : 'another'}`],
  );
  const left = gone.flatMap((name) => (last[name] === undefined ? [] : [`${name} is still there`]));
  fail(
    `The variables of the project are not as they should be: ${[...missing, ...left].join(', ')}.`,
  );
}
