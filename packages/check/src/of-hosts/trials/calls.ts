import type { PartnerEndpoint } from '@kontor/protocol';
import { partnerEndpoints, upsertInstallation } from '@kontor/protocol/partner';
import { cannotJudge, fail } from '../../bench/outcome.ts';
import type { HostBench } from '../host-bench.ts';
import type { HostTrial } from './host-trial.ts';

/** An id with everything that changes a path where it is not encoded. */
const ODD_ID = 'check/one?two#three four%2Fü';

/** What a host sends to the provider: addresses, headers and bodies. */
export const hostCallTrials: readonly HostTrial[] = [
  {
    name: 'installing',
    title: 'Installing hands over a scope, a credential, and whom to contact.',
    requirements: ['INS-4', 'TRA-1'],
    level: 'basic',
    advice: 'Send scopes, credentials, an absolute account.url, and a contact with an address.',
    run: async ({ install }) => {
      const { upsert } = await install('first');
      const read = upsertInstallation.request.safeParse(upsert.json);
      if (!read.success) {
        const wrong = read.error.issues.map(({ path }) => path.join('.'));
        fail(`The body of an upsert is not of its form: ${wrong.join(', ')}.`);
      }
    },
  },
  {
    name: 'provisioning',
    title:
      'A resource is provisioned with what the customer has chosen, and known by the id of the provider.',
    requirements: ['RES-8', 'RES-4'],
    level: 'basic',
    advice: 'Send product, name, metadata and plan, and keep what the provider answers.',
    run: async (bench) => {
      const installed = await bench.install('first');
      const since = performance.now();
      const { id, storeId } = await bench.provision(installed, { billingPlanId: 'bare' });
      const [call] = bench.provider.calls('provisionResource', since);
      const { productId, billingPlanId } = (call?.json ?? {}) as Record<string, unknown>;
      if (productId !== installed.integration.productSlug) {
        fail(`\`productId\` is ${JSON.stringify(productId)}, and the product is another.`);
      }
      if (billingPlanId !== 'bare') fail('Another plan is sent than the one that was chosen.');
      const known = bench.provider.state.resources.get(id);
      if (known === undefined) fail('The host knows the resource by another id.');
      await bench.customer.removeStore(storeId);
    },
  },
  {
    name: 'parameters-encoded',
    title: 'Ids are percent-encoded in paths.',
    requirements: ['TRA-2'],
    level: 'complete',
    advice: 'Encode each parameter of a path by itself.',
    run: async (bench) => {
      const installed = await bench.install('first');
      bench.provider.state.idOfNext.push(ODD_ID);
      const { storeId } = await bench.provision(installed);
      const since = performance.now();
      await bench.customer.removeStore(storeId);
      const [removal] = bench.provider.calls('deleteResource', since);
      if (removal?.params.resourceId !== ODD_ID) {
        fail('A resource whose id has a slash, a question mark and more is not deleted by its id.');
      }
    },
  },
  {
    name: 'form-verified',
    title: 'What does not fit the form of the product is refused, and not sent.',
    requirements: ['RES-7'],
    level: 'basic',
    advice: 'Check metadata against the form before the provider is called.',
    run: async (bench) => {
      const installed = await bench.install('first');
      for (const metadata of [{}, { region: 'mars' }, { region: 'fra1', size: 11 }]) {
        await expectNotSent(bench, () =>
          bench.customer.provision(installed.id, installed.integration, { metadata }),
        );
      }
    },
  },
  {
    name: 'plan-verified',
    title: 'A plan that the provider does not offer is refused, and not sent.',
    requirements: ['RES-8', 'PLAN-8'],
    level: 'basic',
    advice:
      'Ask for the plans before you provision, and refuse what is not among them or disabled.',
    run: async (bench) => {
      const installed = await bench.install('first');
      for (const billingPlanId of ['no-such-plan', 'withdrawn']) {
        await expectNotSent(bench, () =>
          bench.customer.provision(installed.id, installed.integration, { billingPlanId }),
        );
      }
    },
  },
  {
    name: 'plans-filled-in',
    title: 'Plans that leave something out are shown to clients with it.',
    requirements: ['PLAN-2', 'PLAN-3'],
    level: 'complete',
    advice: 'Show scope, paymentMethodRequired and description with every plan.',
    run: async (bench) => {
      const { integration } = await bench.install('first');
      const { status, json, asked } = await bench.customer.plans(integration);
      const { plans = [] } = (json ?? {}) as { plans?: readonly Record<string, unknown>[] };
      if (status !== 200) cannotJudge(`${asked} is answered with ${status}.`);
      const bare = plans.find(({ id }) => id === 'bare');
      if (bare === undefined) fail('A plan that leaves out its description is not shown.');
      if (bare.scope !== 'resource' || bare.paymentMethodRequired !== true) {
        fail(
          'A plan without scope and paymentMethodRequired is not shown as of a resource, and paid.',
        );
      }
      if (typeof bare.description !== 'string') fail('A plan is shown without a description.');
    },
  },
  {
    name: 'renaming',
    title: 'A change is sent as the field that changes, and the answer holds.',
    requirements: ['RES-21', 'RES-23'],
    level: 'complete',
    advice: 'Send what changes, and take over what the provider answers.',
    run: async (bench) => {
      const { storeId } = await bench.standing();
      const since = performance.now();
      bench.provider.meet('updateResource', {
        alter: ({ body, ...rest }) => ({ ...rest, body: { ...(body as object), name: 'other' } }),
      });
      await bench.customer.rename(storeId, 'wanted');
      const [call] = bench.provider.calls('updateResource', since);
      if (call === undefined) fail('A new name is not sent to the provider.');
      if (Object.keys(call.json as object).join() !== 'name') fail('More is sent than the name.');
      const name = await storeField(bench, storeId, 'name');
      if (name !== 'other') fail(`The provider says “other”, and the host shows “${name}”.`);
    },
  },
  {
    name: 'bodies-of-the-form',
    title: 'Bodies are JSON, of the form of their operation, and say that they are.',
    requirements: ['TRA-7', 'TRA-12'],
    level: 'basic',
    observes: true,
    advice: 'Send what the page of the operation says, with Content-Type: application/json.',
    run: async (bench) => {
      for (const { operation, headers, body, json, method, path } of await calls(bench)) {
        if (body === '') continue;
        const asked = `${method} ${path}`;
        if (!/^application\/json\b/.test(headers['content-type'] ?? '')) {
          fail(`${asked} has a body and the content type ${headers['content-type']}.`);
        }
        const { request }: PartnerEndpoint = partnerEndpoints[operation];
        if (json === undefined || request?.safeParse(json).success === false) {
          fail(`The body of ${asked} is not of its form.`);
        }
        if (/:null[,}]/.test(body)) fail(`The body of ${asked} sends null for what is not there.`);
      }
    },
  },
  {
    name: 'keys-of-changes',
    title:
      'Everything that changes something has an idempotency key, and each change one of its own.',
    requirements: ['TRA-16', 'TRA-17'],
    level: 'basic',
    observes: true,
    advice: 'Make one key for each change, keep it through all repeats, and never use it again.',
    run: async (bench) => {
      const used = new Map<string, string>();
      for (const { method, path, body, headers } of await calls(bench)) {
        if (method === 'GET') continue;
        const key = headers['idempotency-key'];
        if (key === undefined || key === '') fail(`${method} ${path} has no Idempotency-Key.`);
        const what = `${method} ${path} ${body}`;
        if ((used.get(key) ?? what) !== what) fail(`Two changes have one key: ${method} ${path}.`);
        used.set(key, what);
      }
    },
  },
  {
    name: 'only-what-is-registered',
    title: 'Nothing is called that the protocol does not have, or that is not registered.',
    requirements: ['TRA-34', 'PLAN-15'],
    level: 'complete',
    observes: true,
    advice:
      'Call what the integration has registered, and nothing to find out whether it is there.',
    run: async (bench) => {
      await bench.install('first');
      const forbidden = ['listInstallationPlans', 'replInput', 'createTransferRequest'];
      const wrong = bench.provider.received.find(
        ({ operation }) => operation === undefined || forbidden.includes(operation),
      );
      if (wrong !== undefined) fail(`${wrong.method} ${wrong.path} is called.`);
    },
  },
  {
    name: 'team-not-named',
    title: 'The id of the team is nowhere in what the provider is sent.',
    requirements: ['INS-6'],
    level: 'complete',
    observes: true,
    advice: 'Name the customer by the installation, and by ids that are made for the integration.',
    run: async (bench) => {
      const teamId = await bench.customer.teamId();
      for (const { body, headers, path, method } of await calls(bench)) {
        const claims = Buffer.from(headers.authorization?.split('.')[1] ?? '', 'base64url');
        if (`${path} ${body} ${claims}`.includes(teamId)) fail(`${method} ${path} names the team.`);
      }
    },
  },
];

type Called = HostBench['provider']['received'][number] & {
  readonly operation: keyof typeof partnerEndpoints;
};

async function calls({ install, provider }: HostBench): Promise<readonly Called[]> {
  await install('first');
  return provider.received.filter(
    (call): call is Called => call.operation !== undefined && call.operation !== 'webhook',
  );
}

async function expectNotSent(
  { provider }: HostBench,
  ask: () => ReturnType<HostBench['customer']['provision']>,
): Promise<void> {
  const since = performance.now();
  const { status, asked } = await ask();
  if (provider.calls('provisionResource', since).length > 0) {
    fail('What should have been refused is sent to the provider.');
  }
  if (status < 400 || status > 499) fail(`${asked} is answered with ${status} and not refused.`);
}

/** What the host shows of a resource. */
export async function storeField(
  { customer }: HostBench,
  storeId: string,
  field: string,
): Promise<unknown> {
  const { json } = await customer.showStore(storeId);
  const { store = {} } = (json ?? {}) as { store?: Record<string, unknown> };
  return store[field];
}
