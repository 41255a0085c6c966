import { fail, type OpenidRefusal, ok, type Result } from '@kontor/core';

/** Who a client says that it is, and the secret that it shows. */
export type PresentedClient = { readonly clientId: string; readonly secret: string };

/**
 * Reads who calls the token endpoint: from the Authorization header, or from the form, and never from
 * both.
 *
 * @see RFC 6749 §2.3.1
 */
export function presentedClient(
  authorization: string | undefined,
  form: ReadonlyMap<string, string>,
): Result<PresentedClient, OpenidRefusal> {
  const [clientId, secret] = [form.get('client_id'), form.get('client_secret')];
  if (authorization === undefined) {
    if (clientId === undefined || secret === undefined) {
      return unknownClient('Send client_id and client_secret.');
    }
    return ok({ clientId, secret });
  }
  if (secret !== undefined) {
    const description = 'The client secret came in the Authorization header and in the form.';
    return fail({ error: 'invalid_request', description });
  }
  const client = basicIn(authorization);
  if (client === undefined) return unknownClient('The Authorization header cannot be read.');
  if (clientId !== undefined && clientId !== client.clientId) {
    return unknownClient('client_id is not the client of the Authorization header.');
  }
  return ok(client);
}

function basicIn(authorization: string): PresentedClient | undefined {
  const encoded = /^Basic +([\w+/=-]+) *$/i.exec(authorization)?.[1];
  const text = encoded && Buffer.from(encoded, 'base64').toString('utf8');
  const parts = text && /^([^:]*):(.*)$/s.exec(text);
  if (!parts) return undefined;
  const [clientId, secret] = [formDecoded(parts[1]), formDecoded(parts[2])];
  return clientId === undefined || secret === undefined ? undefined : { clientId, secret };
}

/** Both parts are encoded as in a form before they are put together. */
function formDecoded(text = ''): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

export function unknownClient(description: string) {
  return fail<OpenidRefusal>({ error: 'invalid_client', description });
}
