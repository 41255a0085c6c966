import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { billingOf } from '../world/billing.ts';
import { prepaidStory, prepayment } from '../world/prepaid.ts';
import { install, project, provision, type Stage, variablesOf, wanted } from '../world/story.ts';
import { accept, codeFor, furnished, targetOf } from '../world/two-teams.ts';
import { voiceOf } from '../world/voice.ts';
import type { Lane } from './lane.ts';
import { type Asked, effectsFromNow, type Flow } from './scene.ts';

/** What of a subject the log of a team tells, oldest first. */
async function logOf({ owner, team }: Stage, types: readonly string[]): Promise<readonly string[]> {
  const { body } = await owner.api(k.listEvents, { params: { team }, query: { limit: 100 } });
  return body.events
    .map(({ type }) => type)
    .filter((type) => types.includes(type))
    .reverse();
}

const resourcesOf = async ({ owner, team }: Stage) =>
  (await owner.api(k.listTeamResources, { params: { team } })).body.resources;

const installationsOf = async ({ owner, team }: Stage) =>
  (await owner.api(k.listInstallations, { params: { team } })).body.installations;

async function booksOf({ owner }: Stage) {
  const { body } = await owner.api(k.verifyLedger, {});
  return { isSound: body.isSound, sum: body.sum };
}

const sound = { isSound: true, sum: '0.00' };

async function payWith({ owner, team }: Stage, token: string): Promise<void> {
  const { body } = await owner.api(k.addPaymentMethod, { params: { team }, body: { token } });
  const params = { team, paymentMethod: body.paymentMethod.id };
  await owner.api(k.changePaymentMethod, { params, body: { isDefault: true } });
}

/** A team with an installation, and a resource in a project of its own. */
async function connected(lane: Lane) {
  const stage = await lane.freshTeam();
  const installation = await install(stage);
  const resource = await provision(stage, installation, { billingPlanId: 'free' });
  const name = 'shop';
  await project(stage, name);
  await stage.owner.api(k.connectResource, {
    params: { team: stage.team, resource: resource.id },
    body: { project: name, environments: ['production'] },
  });
  return { stage, installation, resource, name };
}

const idOf = ({ operation }: { operation: { id: string } }) => operation.id;

const installing: Flow = {
  name: 'install',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const { owner, team, integration } = stage;
    const effects = effectsFromNow(lane);
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            owner.api(k.install, {
              params: { team },
              body: { integration: integration.slug, acceptedPolicies: ['toc', 'eula'] },
              headers,
            }),
          subject: idOf,
        },
      ],
      compare: async () => {
        const all = await installationsOf(stage);
        const [id = ''] = all.map((each) => each.id);
        const told = await voiceOf(lane, id)('GET', '/account');
        return {
          found: {
            states: all.map(({ lifecycle }) => lifecycle),
            effects: effects.all().map(({ what, call }) => [what, call.installationId]),
            told: told.status,
            log: await logOf(stage, ['installation.created']),
          },
          expected: {
            states: ['installed'],
            effects: [['installation.upsert', id]],
            // the credential that the provider holds is the one that counts
            told: 200,
            log: ['installation.created'],
          },
        };
      },
    };
  },
};

const provisioning: Flow = {
  name: 'provision',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const installation = await install(stage);
    const effects = effectsFromNow(lane);
    const body = wanted({ billingPlanId: 'free' });
    const params = { team: stage.team, installation };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => stage.owner.api(k.createResource, { params, body, headers }),
          subject: idOf,
        },
      ],
      compare: async () => {
        const there = [...lane.provider.resources.values()].filter(
          (each) => each.installationId === installation,
        );
        return {
          found: {
            resources: (await resourcesOf(stage)).map((each) => [each.lifecycle, each.externalId]),
            effects: effects.names(),
            log: await logOf(stage, ['resource.provisioned']),
          },
          expected: {
            resources: there.map(({ id }) => ['active', id]),
            effects: ['resource.provision'],
            log: ['resource.provisioned'],
          },
        };
      },
    };
  },
};

const connecting: Flow = {
  name: 'connect',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const resource = await provision(stage, await install(stage), { billingPlanId: 'free' });
    await project(stage, 'shop');
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            stage.owner.api(k.connectResource, {
              params,
              body: { project: 'shop', environments: ['production'] },
              headers,
            }),
          // a repeat whose first try was not answered finds it made
          isDone: ({ error }) => error?.code === 'already_connected',
          subject: () => resource.id,
        },
      ],
      compare: async () => {
        const { body } = await stage.owner.api(k.listConnections, { params });
        return {
          found: {
            connections: body.connections.length,
            variables: Object.keys(await variablesOf(stage, 'shop', 'production')),
            log: await logOf(stage, ['connection.created']),
          },
          expected: {
            connections: 1,
            variables: ['DATABASE_URL'],
            log: ['connection.created'],
          },
        };
      },
    };
  },
};

const changingPlan: Flow = {
  name: 'plan change',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    await payWith(stage, 'test_ok');
    const resource = await provision(stage, await install(stage), { billingPlanId: 'free' });
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            stage.owner.api(k.updateTeamResource, {
              params,
              body: { billingPlanId: 'pro' },
              headers,
            }),
          subject: idOf,
        },
      ],
      compare: async () => ({
        found: {
          plans: (await resourcesOf(stage)).map(({ billingPlan }) => billingPlan?.id),
          there: lane.provider.resources.get(resource.externalId ?? '')?.planId,
          effects: effects.names(),
        },
        expected: { plans: ['pro'], there: 'pro', effects: ['resource.update'] },
      }),
    };
  },
};

const rotating: Flow = {
  name: 'rotate',
  prepare: async (lane) => {
    const { stage, resource, name } = await connected(lane);
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) =>
            stage.owner.api(k.rotateTeamResourceSecrets, { params, body: {}, headers }),
          subject: idOf,
        },
      ],
      compare: async () => {
        const [made] = effects
          .all()
          .map(({ answer }) => answer as { secrets: { value: string }[] });
        return {
          found: {
            served: await variablesOf(stage, name, 'production'),
            effects: effects.names(),
          },
          expected: {
            // the newest that the provider has made is what deployments read
            served: { DATABASE_URL: made?.secrets[0]?.value },
            effects: ['resource.rotateSecrets'],
          },
        };
      },
    };
  },
};

const transferring: Flow = {
  name: 'transfer',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    const { id, name, resource } = await furnished(stage, await install(stage));
    const target = await targetOf({ ...stage, signUp: lane.signUp });
    const code = await codeFor(stage, name);
    const effects = effectsFromNow(lane);
    return {
      stages: [stage, target],
      steps: [{ ask: () => accept(target, code), subject: () => resource.id }],
      compare: async () => {
        const { owner, team } = target;
        const shown = await owner.api(k.getProject, { params: { team, project: id } });
        return {
          found: {
            left: (await resourcesOf(stage)).map((each) => each.id),
            arrived: (await resourcesOf(target)).map((each) => each.id),
            project: shown.status,
            there: lane.provider.resources.get(resource.externalId ?? '')?.installationId,
            variables: Object.keys(await variablesOf(target, id, 'production')).sort(),
            effects: effects.names(),
            log: await logOf(target, ['project.transferred-in']),
          },
          expected: {
            left: [],
            arrived: [resource.id],
            project: 200,
            there: target.installation,
            variables: ['BY_HAND', 'DATABASE_URL'],
            effects: ['transfer.accept'],
            log: ['project.transferred-in'],
          },
        };
      },
    };
  },
};

const purchasing: Flow = {
  name: 'purchase',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    await payWith(stage, 'test_ok');
    const installation = await install(stage);
    const story = prepaidStory({ ...stage, url: lane.url, provider: lane.provider }, installation);
    const { externalId } = await story.prepaid({ ...prepayment });
    const resource = (await resourcesOf(stage)).find((each) => each.externalId === externalId)?.id;
    const effects = effectsFromNow(lane);
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => story.buy({ amount: '20', ...(resource && { resource }) }, { headers }),
          subject: ({ purchase }: { purchase: { invoiceId: string } }) => purchase.invoiceId,
        },
      ],
      isSettled: async () => {
        const all = await story.list();
        return all.every(({ state }) => !['open', 'paid', 'crediting'].includes(state));
      },
      compare: async () => {
        const { team } = stage;
        const all = await story.list();
        const invoice = all[0]?.invoiceId ?? '';
        const { body } = await stage.owner.api(k.listPayments, { params: { team, invoice } });
        return {
          found: {
            purchases: all.map(({ state }) => state),
            payments: body.payments.map(({ status }) => status),
            effects: effects.names(),
            books: await booksOf(lane),
          },
          expected: {
            purchases: ['credited'],
            payments: ['succeeded'],
            effects: ['billing.provisionPurchase'],
            books: sound,
          },
        };
      },
    };
  },
};

const billing: Flow = {
  name: 'invoice',
  prepare: async (lane) => {
    const stage = await lane.freshTeam();
    await payWith(stage, 'test_ok');
    const installation = await install(stage);
    const { externalId } = await provision(stage, installation, { billingPlanId: 'free' });
    const say = voiceOf(lane, installation);
    const body = billingOf(externalId ?? '').invoice();
    const { owner, team } = stage;
    const list = async () => (await owner.api(k.listInvoices, { params: { team } })).body.invoices;
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => say('POST', '/billing/invoices', body, headers),
          isDone: (refused) => JSON.stringify(refused.body).includes('duplicate_invoice'),
          subject: () => installation,
        },
        {
          ask: async (headers): Promise<Asked> => {
            const invoice = (await list())[0]?.id ?? '';
            return owner.api(k.payInvoice, { params: { team, invoice }, body: {}, headers });
          },
          isDone: ({ error }) => error?.code === 'invoice_state',
          subject: ({ invoice }: { invoice: { id: string } }) => invoice.id,
        },
      ],
      isSettled: async () => (await list()).every(({ state }) => state === 'paid'),
      compare: async () => {
        const all = await list();
        const params = { team, invoice: all[0]?.id ?? '' };
        const { payments } = (await owner.api(k.listPayments, { params })).body;
        return {
          found: {
            invoices: all.map(({ state, total }) => [state, total]),
            payments: payments.map(({ status, amount }) => [status, amount]),
            log: await logOf(stage, ['invoice.created', 'payment.succeeded', 'invoice.paid']),
            books: await booksOf(lane),
          },
          expected: {
            invoices: [['paid', '10.00']],
            payments: [['succeeded', '10.00']],
            log: ['invoice.created', 'payment.succeeded', 'invoice.paid'],
            books: sound,
          },
        };
      },
    };
  },
};

const uninstalling: Flow = {
  name: 'uninstall',
  prepare: async (lane) => {
    const { stage, installation, name } = await connected(lane);
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, installation };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => stage.owner.api(k.uninstall, { params, headers }),
          isDone: ({ error }) => error?.code === 'installation_not_found',
          subject: idOf,
        },
      ],
      compare: async () => ({
        found: {
          states: (await installationsOf(stage)).map(({ lifecycle }) => lifecycle),
          resources: (await resourcesOf(stage)).length,
          variables: await variablesOf(stage, name, 'production'),
          there: lane.provider.installations.has(installation),
          effects: effects.names(),
        },
        expected: {
          states: [],
          resources: 0,
          variables: {},
          there: false,
          effects: ['installation.delete'],
        },
      }),
    };
  },
};

const deleting: Flow = {
  name: 'delete a resource',
  prepare: async (lane) => {
    const { stage, resource, name } = await connected(lane);
    const effects = effectsFromNow(lane);
    const params = { team: stage.team, resource: resource.id };
    return {
      stages: [stage],
      steps: [
        {
          ask: (headers) => stage.owner.api(k.deleteTeamResource, { params, headers }),
          isDone: ({ error }) => error?.code === 'resource_not_found',
          subject: idOf,
        },
      ],
      compare: async () => ({
        found: {
          resources: (await resourcesOf(stage)).length,
          variables: await variablesOf(stage, name, 'production'),
          there: lane.provider.resources.has(resource.externalId ?? ''),
          effects: effects.names(),
        },
        expected: { resources: 0, variables: {}, there: false, effects: ['resource.delete'] },
      }),
    };
  },
};

/** Everything that crosses the wire or moves money. */
export const flows: readonly Flow[] = [
  installing,
  provisioning,
  connecting,
  changingPlan,
  rotating,
  transferring,
  purchasing,
  billing,
  deleting,
  uninstalling,
];
