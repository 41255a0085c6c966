import { randomUUID } from 'node:crypto';
import { type Catalog, catalog as catalogSchema } from './catalog.ts';
import {
  type Asked,
  judge,
  judgeProgress,
  type Outcome,
  type Progress,
  type Response,
} from './judge.ts';

export type BrokerOptions = {
  /** Where the broker stands, without `/v2`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** How long it may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly fetch?: typeof globalThis.fetch;
};

/** An instance at the broker; every call about it names its service and plan. */
export type Instance = {
  readonly serviceId: string;
  readonly planId: string;
  readonly instanceId: string;
};

/** Somebody whom the host vouches for. */
export type Originator = {
  readonly userId: string;
  readonly accountId: string;
  readonly role: string;
};

export type Broker = ReturnType<typeof createBroker>;

/** The name under which this platform says who is behind a call, and what it is to brokers. */
const platform = 'kontor';
const version = '2.17';

/** Nobody reads more than this of an answer. */
const mostBytes = 4 * 1024 * 1024;

export class BrokerError extends Error {
  override readonly name = 'BrokerError';
}

/** Calls a broker as a platform does. What an answer means is for `judge`. */
export function createBroker(options: BrokerOptions) {
  const { url, username, password, timeoutMs, fetch = globalThis.fetch } = options;
  const base = url.replace(/\/+$/, '');
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

  return {
    /** @throws BrokerError where there is none, or one that cannot be read */
    catalog: async (): Promise<Catalog> => {
      const { response } = await send('GET', '/catalog', {});
      if (response.kind !== 'answer' || response.status !== 200) {
        const why = response.kind === 'answer' ? `answered ${response.status}` : response.kind;
        throw new BrokerError(`The catalogue of the broker could not be read: ${why}.`);
      }
      const read = catalogSchema.safeParse(response.body);
      if (read.success) return read.data;
      const [issue] = read.error.issues;
      throw new BrokerError(
        `The catalogue is wrong at ${issue?.path.join('.')}: ${issue?.message}`,
      );
    },

    provision: (of: Instance, body: object, by?: Originator) =>
      ask('provision', 'PUT', pathOf(of), { body: { ...idsOf(of), ...body }, by }),

    update: (of: Instance, body: object, by?: Originator) =>
      ask('update', 'PATCH', pathOf(of), { body: { service_id: of.serviceId, ...body }, by }),

    deprovision: (of: Instance) => ask('deprovision', 'DELETE', pathOf(of), { query: idsOf(of) }),

    bind: (of: Instance, bindingId: string, body: object, by?: Originator) =>
      ask('bind', 'PUT', pathOf(of, bindingId), { body: { ...idsOf(of), ...body }, by }),

    unbind: (of: Instance, bindingId: string) =>
      ask('unbind', 'DELETE', pathOf(of, bindingId), { query: idsOf(of) }),

    /** How the last operation goes, and how long to wait before asking again. */
    progress: async (
      of: Instance,
      wanted: {
        readonly bindingId?: string | undefined;
        readonly operation: string | undefined;
        readonly kind: 'making' | 'deleting';
      },
    ): Promise<Progress & { readonly retryAfterMs: number }> => {
      const { bindingId, operation, kind } = wanted;
      const query = { ...idsOf(of), ...(operation !== undefined && { operation }) };
      const path = `${pathOf(of, bindingId)}/last_operation`;
      const { response, retryAfterMs } = await send('GET', path, { query });
      return { ...judgeProgress(kind, response), retryAfterMs };
    },

    /** What there is to know of an instance, or of a binding; undefined where it is not told. */
    fetch: async (of: Instance, bindingId?: string) => {
      const { response } = await send('GET', pathOf(of, bindingId), { query: idsOf(of) });
      if (response.kind !== 'answer' || response.status !== 200) return undefined;
      const outcome = judge(bindingId === undefined ? 'update' : 'bind', response);
      return outcome.kind === 'done' ? outcome.body : undefined;
    },
  };

  type Sent = {
    readonly body?: object;
    readonly query?: Readonly<Record<string, string>>;
    readonly by?: Originator | undefined;
  };

  async function ask(asked: Asked, method: string, path: string, sent: Sent): Promise<Outcome> {
    const query = { ...sent.query, accepts_incomplete: 'true' };
    return judge(asked, (await send(method, path, { ...sent, query })).response);
  }

  async function send(method: string, path: string, { body, query, by }: Sent) {
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    try {
      const answer = await fetch(`${base}/v2${path}${search}`, {
        method,
        headers: {
          authorization,
          accept: 'application/json',
          'x-broker-api-version': version,
          'x-broker-api-request-identity': randomUUID(),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(by !== undefined && { 'x-broker-api-originating-identity': identityOf(by) }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const response: Response = {
        kind: 'answer',
        status: answer.status,
        body: parsed(await textOf(answer)),
      };
      return { response, retryAfterMs: retryAfterOf(answer) };
    } catch (error) {
      return { response: failureOf(error), retryAfterMs: 0 };
    }
  }
}

/** What every platform sends of where an instance is to be; there are no organisations here. */
export function contextOf({
  accountId,
  name,
}: {
  readonly accountId: string;
  readonly name: string;
}) {
  return {
    context: { platform, account_id: accountId, instance_name: name },
    organization_guid: accountId,
    space_guid: accountId,
  };
}

function idsOf({ serviceId, planId }: Instance) {
  return { service_id: serviceId, plan_id: planId };
}

function pathOf({ instanceId }: Instance, bindingId?: string): string {
  const instance = `/service_instances/${encodeURIComponent(instanceId)}`;
  if (bindingId === undefined) return instance;
  return `${instance}/service_bindings/${encodeURIComponent(bindingId)}`;
}

function identityOf({ userId, accountId, role }: Originator): string {
  const value = { user_id: userId, account_id: accountId, role };
  return `${platform} ${Buffer.from(JSON.stringify(value)).toString('base64')}`;
}

async function textOf(answer: globalThis.Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > mostBytes) break;
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A broker that never had the call has made nothing; of any other silence nobody knows. */
function failureOf(error: unknown): Response {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(code)) {
    return { kind: 'not-sent', reason: `The broker cannot be reached (${code}).` };
  }
  return { kind: 'timeout' };
}

/** Seconds, or a date; nothing where it is neither. */
function retryAfterOf({ headers }: globalThis.Response): number {
  const text = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? 0 : Math.max(0, at - Date.now());
}
