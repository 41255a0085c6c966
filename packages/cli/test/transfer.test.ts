import { expect, test } from 'vitest';
import { at, id, plans } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace, type Options } from './stand-in/marketplace.ts';
import { Refused } from './stand-in/serve.ts';

const code = '3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b';
const xfr = id('xfr', 1);
const [plan = null] = plans('lagoon');
const resources = [{ id: id('res', 1), name: 'orders', billingPlan: plan }];
const errors = [{ resourceId: id('res', 1), code: 'conflict', message: 'The plan is not sold.' }];

type Kind = 'project' | 'resource' | 'installation';
const transfer = (kind: Kind) =>
  ({
    ...{ id: xfr, kind, subject: { id: id('any', 1), name: 'web' }, status: 'open' },
    ...{ disconnects: false, createdBy: { kind: 'system' }, createdAt: at, expiresAt: at },
    endedAt: null,
  }) as never;

/** A host with one code, under which something called web can be taken over. */
function host({
  isWhole = true,
  kind = 'project',
  handlers = {},
}: { isWhole?: boolean; kind?: Kind } & Pick<Options, 'handlers'> = {}) {
  return marketplace({
    handlers: {
      offerProject: () => [201, { transfer: transfer('project'), code }],
      offerResource: () => [201, { transfer: transfer('resource'), code }],
      offerInstallation: () => [201, { transfer: transfer('installation'), code }],
      listTransfers: () => [200, { transfers: [transfer('project')] }],
      withdrawTransfer: () => [204, null],
      declineTransfer: () => [204, null],
      getTransfer: ({ params }) => {
        if (params.code !== code) throw new Refused(404, 'transfer_not_found', 'No such code.');
        return [
          200,
          {
            ...{ kind, name: 'web', expiresAt: at, status: 'open' },
            obstacle: { code: 'provider_unreachable', message: 'Lagoon did not answer.' },
            needs: [{ code: 'payment_method_missing', message: 'Add a payment method.' }],
            installations: [
              {
                installationId: id('icfg', 1),
                integration: { slug: 'lagoon', name: 'Lagoon' },
                ...{ resources, billingPlan: null, newBillingPlan: null },
              },
            ],
          },
        ];
      },
      acceptTransfer: () => [
        200,
        {
          partnerCalls: [],
          resourceTransferErrors: isWhole ? [] : errors,
          transferredStoreIds: isWhole ? [id('res', 1)] : [],
        },
      ],
      ...handlers,
    },
  });
}

test('a project is handed over by a code, looked at and taken over', async () => {
  const { signedIn: env, requestsTo, projects } = await host();
  const { kontor } = inProcess();

  const unsure = await kontor(['transfer', 'request', 'web'], { env });
  const asked = await kontor(['transfer', 'request', 'web', '--yes'], { env });
  const shown = await kontor(['transfer', 'show', code], { env });
  const accepted = await kontor(['transfer', 'accept', code, '--name', 'shop', '--yes'], { env });

  expect(unsure).toMatchObject({ code: 2, stdout: '' });
  expect(asked).toMatchObject({ code: 0, stdout: `${code}\n` });
  expect(asked.stderr).toContain(`kontor transfer accept ${code}`);
  expect(asked.stderr).toContain(`kontor transfer withdraw ${xfr}`);
  expect(requestsTo('offerProject').map(({ url }) => url)).toEqual([
    `/kontor/v1/teams/acme/projects/${projects.find(({ name }) => name === 'web')?.id}/transfers`,
  ]);
  expect(shown.stdout.split('\n')).toEqual([
    'web (project): open, until 2030-01-02 03:04:05.',
    'Held up by: Lagoon did not answer.',
    `orders of Lagoon would come to ${id('icfg', 1)}, under the plan ${plan?.name}.`,
    'Needed first: Add a payment method.',
    '',
  ]);
  expect(accepted).toMatchObject({
    code: 0,
    stdout: 'The project is in acme now, with 1 resource.\n',
  });
  expect(requestsTo('acceptTransfer')).toMatchObject([{ body: { newProjectName: 'shop' } }]);
});

test('a resource and an installation are handed over alike, each with its own consent', async () => {
  const { signedIn: env, requestsTo } = await host({ kind: 'installation' });
  const { kontor } = inProcess();
  const run = (...words: string[]) => kontor([...words, '--yes'], { env });
  await run('resource', 'create', 'lagoon/cache', '--name', 'orders', '--accept-all');

  const resource = await run('transfer', 'resource', 'orders', '--disconnect');
  const whole = await run('transfer', 'installation', 'lagoon', '--json');
  const silent = await run('transfer', 'accept', code);
  const accepted = await run('transfer', 'accept', code, '--accept', 'toc,privacy,eula');

  expect([resource.code, resource.stdout]).toEqual([0, `${code}\n`]);
  expect(JSON.parse(whole.stdout)).toMatchObject({ code, transfer: { id: xfr } });
  expect(requestsTo('offerResource')).toMatchObject([{ body: { disconnect: true } }]);
  expect(requestsTo('offerInstallation')).toMatchObject([{ body: { disconnect: false } }]);
  expect(silent).toMatchObject({ code: 2, stderr: expect.stringContaining('--accept toc') });
  expect(accepted.stdout).toBe('The installation is in acme now, with 1 resource.\n');
  expect(requestsTo('acceptTransfer')).toMatchObject([
    { body: { acceptedPolicies: ['toc', 'privacy', 'eula'] } },
  ]);
});

test('what is handed over is listed, taken back and declined', async () => {
  const { signedIn: env, requestsTo } = await host();
  const { kontor } = inProcess();

  const listed = await kontor(['transfer', 'list'], { env });
  const withdrawn = await kontor(['transfer', 'withdraw', xfr], { env });
  const unsure = await kontor(['transfer', 'decline', code], { env });
  const declined = await kontor(['transfer', 'decline', code, '--yes'], { env });

  expect(listed.stdout.split('\n')[1]).toMatch(
    /^project +web +open +2030-01-02 03:04:05 +xfr_0+1$/,
  );
  expect(withdrawn.stdout).toBe(`Took ${xfr} back.\n`);
  expect([unsure.code, declined.code]).toEqual([2, 0]);
  expect(requestsTo('withdrawTransfer')).toHaveLength(1);
  expect(requestsTo('declineTransfer')).toHaveLength(1);
});

test('an installation that another team has taken over is listed as history', async () => {
  const { kontor } = inProcess();
  const { signedIn: env, installations } = await host();
  await kontor(['install', 'lagoon', '--accept-all'], { env });
  const [left] = installations;
  Object.assign(left ?? {}, { lifecycle: 'uninstalled', transferredAt: at });

  const now = await kontor(['installations'], { env });
  const ever = await kontor(['installations', '--ended'], { env });

  expect(now.stdout).toBe('Nothing is installed.\n');
  expect(ever.stdout).toContain('handed over');
});

test('what did not come over is named, with the exit code of a provider that failed', async () => {
  const { signedIn: env } = await host({ isWhole: false });
  const { kontor } = inProcess();

  const accepted = await kontor(['transfer', 'accept', code, '--yes'], { env });

  expect(accepted).toMatchObject({ code: 6, stdout: expect.stringContaining('plan is not sold') });
});

test('a code that is not known, or used up, is refused as the host says', async () => {
  const { signedIn: env } = await host({
    handlers: {
      acceptTransfer: () => {
        throw new Refused(410, 'gone', 'This code was used.');
      },
    },
  });
  const { kontor } = inProcess();

  const unknown = await kontor(['transfer', 'show', 'other'], { env });
  const used = await kontor(['transfer', 'accept', code, '--yes'], { env });
  const elsewhere = await kontor(['transfer', 'request', 'wob', '--yes'], { env });

  expect([unknown.code, used.code, elsewhere.code]).toEqual([4, 1, 4]);
  expect(used.stderr).toContain('This code was used.');
});
