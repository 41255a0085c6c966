import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A call as it came to the broker. */
export type Received = {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Record<string, unknown>;
};

/** What is answered instead of what is right; `silent` never answers, `after` does the thing first. */
export type Fault = {
  readonly status?: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSilent?: boolean;
  readonly isAfter?: boolean;
};

type Operation = { readonly name: string; readonly kind: 'make' | 'change' | 'delete' };

type Instance = {
  serviceId: string;
  planId: string;
  parameters: unknown;
  isReady: boolean;
  operation: Operation | undefined;
  readonly bindings: Map<string, Binding>;
};

type Binding = {
  readonly credentials: Record<string, unknown>;
  isReady: boolean;
  operation: Operation | undefined;
};

export const credentials = { username: 'platform', password: 'of-the-platform' } as const;

const syncPlan = {
  id: 'plan-small',
  name: 'small',
  description: 'A small one.',
  plan_updateable: true,
  binding_rotatable: true,
  metadata: { bullets: ['1 GB'] },
  schemas: {
    service_instance: {
      create: {
        parameters: {
          $schema: 'http://json-schema.org/draft-04/schema#',
          type: 'object',
          properties: {
            region: { type: 'string', enum: ['fra', 'iad'], default: 'fra' },
            backups: { type: 'boolean', default: false },
          },
          required: ['region'],
        },
      },
    },
  },
};

/** What the broker offers. */
export const catalog = {
  services: [
    {
      id: 'service-db',
      name: 'Orders DB',
      description: 'Databases for orders.',
      bindable: true,
      instances_retrievable: true,
      bindings_retrievable: true,
      plan_updateable: true,
      metadata: { displayName: 'Orders database' },
      plans: [
        syncPlan,
        {
          ...syncPlan,
          id: 'plan-large',
          name: 'large',
          maintenance_info: { version: '1.0.0', description: 'A newer image.' },
        },
        { ...syncPlan, id: 'plan-slow', name: 'slow', maximum_polling_duration: 600 },
        {
          id: 'plan-gold',
          name: 'gold',
          description: 'Costs.',
          free: false,
          metadata: { costs: [{ amount: { usd: 99 }, unit: 'MONTHLY' }] },
        },
      ],
    },
    {
      id: 'service-drain',
      name: 'drain',
      description: 'Takes logs.',
      bindable: true,
      requires: ['syslog_drain'],
      plans: [{ id: 'plan-drain', name: 'drain', description: '' }],
    },
    {
      id: 'service-mail',
      name: 'mail',
      description: 'Has no credentials.',
      bindable: false,
      plans: [{ id: 'plan-mail', name: 'mail', description: '' }],
    },
  ],
};

const asyncRequired = {
  status: 422,
  body: { error: 'AsyncRequired', description: 'It takes time.' },
};
const busy = {
  status: 422,
  body: { error: 'ConcurrencyError', description: 'Another is under way.' },
};

/**
 * A broker written to the text of the Open Service Broker API, 2.17, in memory. `plan-slow` does everything
 * only after the call. Faults are answered once each, in the order in which they were given.
 */
export async function startBroker() {
  const instances = new Map<string, Instance>();
  const received: Received[] = [];
  const faults: { readonly matches: (call: Received) => boolean; readonly fault: Fault }[] = [];
  const outcomes = new Map<string, object>();
  let offered: object = catalog;
  let count = 0;

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');

  return {
    url: `http://127.0.0.1:${address.port}`,
    instances,
    received,
    offer: (other: object) => {
      offered = other;
    },
    /** The next call that matches is answered so. */
    failNext: (method: string, pattern: RegExp, fault: Fault) => {
      const matches = (call: Received) => call.method === method && pattern.test(call.path);
      faults.push({ matches, fault });
    },
    /** Ends what is under way with an instance or its bindings; with a description it fails. */
    finish: (failure?: string) => {
      for (const [id, instance] of instances) {
        end(instance, failure, () => instances.delete(id), id);
        for (const [name, binding] of instance.bindings) {
          end(binding, failure, () => instance.bindings.delete(name), name);
        }
      }
    },
    calls: (method: string, pattern: RegExp = /./) =>
      received.filter((call) => call.method === method && pattern.test(call.path)),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  function end(
    of: { isReady: boolean; operation: Operation | undefined },
    failure: string | undefined,
    remove: () => void,
    id: string,
  ): void {
    const { operation } = of;
    if (operation === undefined) return;
    of.operation = undefined;
    const state = failure === undefined ? 'succeeded' : 'failed';
    outcomes.set(`${id} ${operation.name}`, { state, ...(failure && { description: failure }) });
    if (failure !== undefined) return;
    if (operation.kind === 'delete') remove();
    else of.isReady = true;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://broker');
    const text = (await request.toArray()).join('');
    const call: Received = {
      method: request.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body: text === '' ? {} : JSON.parse(text),
    };
    received.push(call);
    const at = faults.findIndex(({ matches }) => matches(call));
    const [{ fault = undefined } = {}] = at < 0 ? [] : faults.splice(at, 1);
    if (fault?.isAfter) handle(call);
    if (fault?.isSilent) return;
    const right =
      fault === undefined ? handle(call) : { status: fault.status ?? 200, body: fault.body };
    response.writeHead(right.status, { 'content-type': 'application/json', ...fault?.headers });
    response.end(fault?.text ?? JSON.stringify(right.body ?? {}));
  }

  function handle(call: Received): { readonly status: number; readonly body?: unknown } {
    const expected = `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;
    if (call.headers.authorization !== expected) return { status: 401 };
    if (!/^2\.\d+$/.test(String(call.headers['x-broker-api-version'] ?? '')))
      return { status: 412 };
    if (call.path === '/v2/catalog') return { status: 200, body: offered };
    const [, id = '', binding] =
      /^\/v2\/service_instances\/([^/]+)(?:\/service_bindings\/([^/]+))?/.exec(call.path) ?? [];
    const isProgress = call.path.endsWith('/last_operation');
    if (isProgress) return progress(call, id, binding);
    return binding === undefined ? handleInstance(call, id) : handleBinding(call, id, binding);
  }

  function progress({ query: { operation = '' } }: Received, id: string, binding?: string) {
    const instance = instances.get(id);
    const of = binding === undefined ? instance : instance?.bindings.get(binding);
    const outcome = outcomes.get(`${binding ?? id} ${operation}`);
    if (outcome !== undefined) return { status: 200, body: outcome };
    if (of?.operation?.name === operation) {
      return { status: 200, body: { state: 'in progress', description: 'Half of it is done.' } };
    }
    return { status: of === undefined ? 410 : 400 };
  }

  function begin(kind: Operation['kind'], call: Received) {
    if (call.query.accepts_incomplete !== 'true') return undefined;
    count += 1;
    return { name: `task ${count}&more`, kind };
  }

  function handleInstance(call: Received, id: string) {
    const { body, method, query } = call;
    const found = instances.get(id);
    const isSlow = (found?.planId ?? body.plan_id) === 'plan-slow';
    switch (method) {
      case 'PUT': {
        if (typeof body.service_id !== 'string' || typeof body.organization_guid !== 'string') {
          return { status: 400, body: { description: 'It lacks something.' } };
        }
        if (found !== undefined) return { status: found.isReady ? 200 : 202, body: told(found) };
        const operation = isSlow ? begin('make', call) : undefined;
        if (isSlow && operation === undefined) return asyncRequired;
        const made: Instance = {
          serviceId: body.service_id,
          planId: String(body.plan_id),
          parameters: body.parameters,
          isReady: !isSlow,
          operation,
          bindings: new Map(),
        };
        instances.set(id, made);
        return { status: isSlow ? 202 : 201, body: told(made) };
      }
      case 'GET':
        return found ? { status: 200, body: told(found) } : { status: 404 };
      case 'PATCH': {
        if (found === undefined) return { status: 404 };
        if (found.operation !== undefined) return busy;
        const operation = isSlow ? begin('change', call) : undefined;
        found.planId = String(body.plan_id ?? found.planId);
        found.parameters = body.parameters ?? found.parameters;
        found.operation = operation;
        return { status: operation ? 202 : 200, body: told(found) };
      }
      default: {
        if (query.service_id === undefined || query.plan_id === undefined) return { status: 400 };
        if (found === undefined) return { status: 410 };
        if (found.bindings.size > 0) return { status: 400, body: { description: 'It is bound.' } };
        if (!isSlow) instances.delete(id);
        // to delete what is being made ends the making
        else if (found.operation?.kind !== 'delete') found.operation = begin('delete', call);
        return { status: isSlow ? 202 : 200, body: isSlow ? told(found) : {} };
      }
    }
  }

  function handleBinding(call: Received, id: string, name: string) {
    const instance = instances.get(id);
    if (instance === undefined) return { status: call.method === 'DELETE' ? 410 : 404 };
    const found = instance.bindings.get(name);
    const isSlow = instance.planId === 'plan-slow';
    if (call.method === 'GET') {
      return found?.isReady
        ? { status: 200, body: { credentials: found.credentials } }
        : { status: 404 };
    }
    if (call.method === 'DELETE') {
      if (found === undefined) return { status: 410 };
      if (!isSlow) instance.bindings.delete(name);
      else if (found.operation?.kind !== 'delete') found.operation = begin('delete', call);
      return { status: isSlow ? 202 : 200, body: { operation: found.operation?.name } };
    }
    if (found !== undefined) {
      if (!found.isReady) return { status: 202, body: { operation: found.operation?.name } };
      return { status: 200, body: { credentials: found.credentials } };
    }
    const made: Binding = {
      credentials: {
        uri: `db://${name}`,
        port: 5432,
        read: { uri: `db://${name}/read` },
        'api-key': name,
      },
      isReady: !isSlow,
      operation: isSlow ? begin('make', call) : undefined,
    };
    instance.bindings.set(name, made);
    if (isSlow) return { status: 202, body: { operation: made.operation?.name } };
    return { status: 201, body: { credentials: made.credentials } };
  }

  function told({ operation, planId, serviceId }: Instance) {
    const dashboard = { dashboard_url: 'https://dashboard.broker.test/' };
    return {
      ...dashboard,
      service_id: serviceId,
      plan_id: planId,
      ...(operation && { operation: operation.name }),
    };
  }
}
