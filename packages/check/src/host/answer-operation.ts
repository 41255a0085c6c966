import type { CalledOperation } from './find-operation.ts';
import { type HttpAnswer, refused } from './http-answer.ts';
import { type Installation, newCredential } from './installation.ts';

/** How long a client is told that a credential is good for, in seconds; it has no end. */
const FOREVER_SECONDS = Number.MAX_SAFE_INTEGER;

type Asked = CalledOperation & {
  readonly body: unknown;
  readonly installation: Installation;
  /** Where the host stands. */
  readonly url: string;
};

/** Answers what needs an installation; its credential and the form of the body were looked at before. */
export function answerOperation({ endpoint, params, body, installation, url }: Asked): HttpAnswer {
  const { resourceId = '', invoiceId = '', memberId } = params;
  switch (endpoint.id) {
    case 'getAccount': {
      const { email, name } = installation.admin;
      return {
        status: 200,
        body: { name: 'Kontor check', url: `${url}/installations`, contact: { email, name } },
      };
    }
    case 'getMember': {
      const { admin, reader } = installation;
      const found = [admin, reader].find(({ userId }) => userId === memberId);
      if (found === undefined) return refused(404, 'not_found', 'There is no such member.');
      return { status: 200, body: { id: found.userId, role: found.role, userEmail: found.email } };
    }
    case 'rotateCredentials': {
      const credential = newCredential();
      installation.credentials.push(credential);
      return {
        status: 200,
        body: {
          access_token: credential,
          expires_in: FOREVER_SECONDS,
          scope: 'read-write:integration-resource',
          token_type: 'oauth2-token',
        },
      };
    }
    case 'revokeCredentials':
      return { status: 200, body: { revoked: true, already_revoked: false } };
    case 'getInvoice': {
      const invoice = installation.invoices.get(invoiceId);
      return invoice === undefined
        ? refused(404, 'not_found', 'There is no such invoice.')
        : { status: 200, body: invoice };
    }
    case 'submitInvoice':
      return { status: 200, body: { invoiceId: `inv_${installation.received.length}` } };
    case 'updateResourceSecrets':
    case 'updateProductResourceSecrets':
      installation.pushedSecrets.set(resourceId, body);
      return { status: 201 };
    case 'importResource':
    case 'patchResource':
      return { status: 200, body: { name: nameIn(body) ?? resourceId } };
    case 'listInstallationResources':
      return {
        status: 200,
        body: {
          resources: [...installation.resources].map(([partnerId, known]) => ({
            partnerId,
            internalId: `store_${partnerId}`,
            ...known,
          })),
        },
      };
    case 'getInstallationResource': {
      const known = installation.resources.get(resourceId);
      return known === undefined
        ? refused(404, 'not_found', 'There is no such resource.')
        : {
            status: 200,
            body: { id: resourceId, internalId: `store_${resourceId}`, ...known },
          };
    }
    case 'deleteInstallationResource':
      installation.resources.delete(resourceId);
      return { status: 204 };
    default:
      return { status: Number(Object.keys(endpoint.responses)[0]) };
  }
}

function nameIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('name' in body)) return undefined;
  return typeof body.name === 'string' ? body.name : undefined;
}
