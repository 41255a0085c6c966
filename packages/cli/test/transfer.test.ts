import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace, type Options } from './stand-in/marketplace.ts';
import { Refused } from './stand-in/serve.ts';

const code = '3f8c2b1e-5d0a-4b4e-9a57-0c6f1d2e3a4b';
const resources = [{ id: id('res', 1), name: 'orders' }];
const errors = [{ resourceId: id('res', 1), code: 'conflict', message: 'The plan is not sold.' }];

/** A host with one code, under which the project web can be taken over. */
function host({
  isWhole = true,
  handlers = {},
}: { isWhole?: boolean } & Pick<Options, 'handlers'> = {}) {
  return marketplace({
    handlers: {
      createProjectTransfer: () => [200, { code }],
      getTransfer: ({ params }) => {
        if (params.code !== code) throw new Refused(404, 'transfer_not_found', 'No such code.');
        return [
          200,
          {
            ...{ kind: 'project', name: 'web' },
            expiresAt: at,
            status: 'open',
            obstacle: { code: 'provider_unreachable', message: 'Lagoon did not answer.' },
            installations: [
              {
                installationId: id('icfg', 1),
                integration: { slug: 'lagoon', name: 'Lagoon' },
                ...{ resources, newBillingPlan: null },
              },
            ],
          },
        ];
      },
      acceptProjectTransfer: () => [
        202,
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
  expect(requestsTo('createProjectTransfer').map(({ url }) => url)).toEqual([
    `/projects/${projects.find(({ name }) => name === 'web')?.id}/transfer-request?slug=acme`,
  ]);
  expect(shown.stdout.split('\n')).toEqual([
    'web: open, until 2030-01-02 03:04:05.',
    'Held up by: Lagoon did not answer.',
    `orders would come to ${id('icfg', 1)}.`,
    '',
  ]);
  expect(accepted).toMatchObject({
    code: 0,
    stdout: 'The project is in acme now, with 1 resource.\n',
  });
  expect(requestsTo('acceptProjectTransfer')).toMatchObject([{ body: { newProjectName: 'shop' } }]);
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
      acceptProjectTransfer: () => {
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
