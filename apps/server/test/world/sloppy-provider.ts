import { listenRaw, type RawAnswer, type RawCall } from './raw-provider.ts';

type Kept = Record<string, unknown> & { readonly secrets: readonly object[] };

/**
 * A provider that does its work and answers as carelessly as some real one does: without bodies, with
 * its whole record, in old words, and with anything at all for what it does not know.
 *
 * @see spec/partner-api.md §18, §19
 */
export function startSloppyProvider() {
  const resources = new Map<string, Kept>();
  let credential = '';

  const provider = listenRaw(async (call, { hostUrl }): Promise<RawAnswer> => {
    if (call.path.endsWith('/plans')) return json({ plans: [planNamed('free'), planNamed('pro')] });
    const body = call.text === '' ? {} : JSON.parse(call.text);
    const [, installationId = '', rest = ''] =
      /^\/v1\/installations\/([^/]+)(.*)$/.exec(call.path) ?? [];
    const [, id = ''] = /^\/resources\/([^/]+)/.exec(rest) ?? [];
    const kept = resources.get(decodeURIComponent(id));
    switch (`${call.method} ${rest.replace(/^\/resources\/[^/]+/, '/resources/*')}`) {
      case 'PUT ':
        credential = body.credentials.access_token;
        return { status: 201 };
      case 'PATCH ':
        return { status: 200, body: 'OK', type: 'text/plain' };
      case 'GET ':
        return json({});
      case 'DELETE ':
        resources.clear();
        return { status: 200, body: { finalized: true }, type: 'text/html' };
      case 'POST /resources':
        return json(make(body), 201);
      case 'GET /resources/*':
        return kept === undefined ? text(400, 'Resource not found!') : json(kept);
      case 'PATCH /resources/*':
        return kept === undefined ? text(400, 'Resource not found!') : json(change(kept, body));
      case 'DELETE /resources/*':
        resources.delete(decodeURIComponent(id));
        return text(200, 'deleted');
      case 'POST /resources/*/secrets/rotate':
        void sendSecrets(`${hostUrl}/v1/installations/${installationId}/resources/${id}/secrets`);
        return { status: 202 };
      default:
        return other(call);
    }
  });

  function make({ productId, name, metadata, billingPlanId }: Record<string, string>): Kept {
    const made: Kept = {
      id: `sloppy_${resources.size + 1}`,
      productId,
      name,
      metadata,
      status: 'ready',
      billingPlan: planNamed(billingPlanId),
      notification: { type: 'warning', title: 'Backups are off' },
      secrets: [{ name: 'SLOPPY_URL', value: 'sloppy://1', prefix: null }],
      internalSecretKey: 'never-shown',
      createdBy: { deeply: { nested: true } },
    };
    resources.set(String(made.id), made);
    return made;
  }

  function change(kept: Kept, { billingPlanId, ...change }: Record<string, string>): Kept {
    const changed: Kept = {
      ...kept,
      ...change,
      billingPlan: billingPlanId === undefined ? undefined : planNamed(billingPlanId),
    };
    resources.set(String(kept.id), changed);
    return changed;
  }

  /** The new secrets come by themselves, after the answer. */
  async function sendSecrets(url: string): Promise<void> {
    await fetch(url, {
      method: 'PUT',
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
      body: JSON.stringify({ secrets: [{ name: 'SLOPPY_URL', value: 'sloppy://2' }] }),
    });
  }

  return provider;
}

function other({ method }: RawCall): RawAnswer {
  return method === 'GET'
    ? { status: 200, body: 'null', type: 'application/json' }
    : text(401, 'missing signature');
}

function planNamed(id: string | undefined) {
  return {
    id,
    type: 'subscription',
    name: '',
    description: '',
    cost: '',
    scope: null,
    paymentMethodRequired: id !== 'free',
    maxResources: 3,
    requiredPolicies: [{ id: '1', name: 'Terms', url: 'https://sloppy.test' }],
    details: null,
    quote: [{ line: 'a', amount: '1' }],
  };
}

function json(body: object, status = 200): RawAnswer {
  return { status, body, type: 'text/plain' };
}

function text(status: number, body: string): RawAnswer {
  return { status, body, type: 'text/html' };
}
