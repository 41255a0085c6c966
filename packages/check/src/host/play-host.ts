import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { platformEndpoints } from '@kontor/protocol/platform';
import { discoveryDocument, type SigningKey } from '@kontor/signatures';
import { answerOperation } from './answer-operation.ts';
import { findOperation } from './find-operation.ts';
import { type Flaw, flawOf } from './flaw-of.ts';
import { type HttpAnswer, refused } from './http-answer.ts';
import { type Installation, newInstallation } from './installation.ts';
import { type Keys, servedKeys } from './keys.ts';
import { createSignOns } from './sign-ons.ts';
import { createTokens } from './tokens.ts';

export type PlayedHostOptions = {
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly keys: Keys;
  /** Where to listen; any free port of the loopback unless told. */
  readonly listen?: { readonly address: string; readonly port: number };
  /** The `iss` of tokens; the address that is listened on unless told. */
  readonly issuer?: string | undefined;
  /** What time it is for tokens: where a provider is told another time, its host has the same. */
  readonly clock?: () => Date;
};

type OperationId = keyof typeof platformEndpoints;

/** What a provider sent that a host would not take. */
export type FlawedCall = Flaw & { readonly operation: string };

/** The host that a provider under judgement talks to. */
export type PlayedHost = Awaited<ReturnType<typeof playHost>>;

/**
 * Listens as a host does: with keys and their discovery, with the operations that providers call, and
 * with what there is to know about installations. It keeps what it is told, to be looked at.
 */
export async function playHost({
  clientId,
  clientSecret,
  keys,
  listen,
  issuer,
  clock = () => new Date(),
}: PlayedHostOptions) {
  const installations = new Map<string, Installation>();
  const flawed: FlawedCall[] = [];
  const prepared = new Map<string, HttpAnswer[]>();
  let signingKey: SigningKey = keys.current;
  let hasLate = false;
  let keysReadAt: number | undefined;

  const server = createServer(async (request, response) => {
    const { status, body, headers } = await answer(request).catch(() =>
      refused(400, 'bad_request', 'The call could not be read.'),
    );
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const { address = '127.0.0.1', port = 0 } = listen ?? {};
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('There is no port.');
  const url = `http://${isIPv6(address) ? `[${address}]` : address}:${bound.port}`;
  const named = issuer ?? url;
  const tokens = createTokens({ issuer: named, clientId, currentKey: () => signingKey, clock });
  const signOns = createSignOns({ clientId, clientSecret, tokens });

  return {
    url,
    issuer: named,
    keys,
    tokens,
    signOns,
    flawed: flawed as readonly FlawedCall[],
    /** The names of all operations that the provider has called so far. */
    calls: (): string[] =>
      [...installations.values()].flatMap(({ received }) =>
        received.map(({ operation }) => operation),
      ),
    /** When the provider last read the key set, by `performance.now()`. */
    keysReadAt: () => keysReadAt,
    /** Publishes the late key beside the others. */
    publishLateKey: () => {
      hasLate = true;
    },
    signWith: (key: SigningKey) => {
      signingKey = key;
    },
    open: (): Installation => {
      const opened = newInstallation();
      installations.set(opened.id, opened);
      return opened;
    },
    /** Answers the next call of an operation so, and later ones as usual. */
    answerNext: (operation: OperationId, installation: Installation, given: HttpAnswer) => {
      const name = `${operation} ${installation.id}`;
      prepared.set(name, [...(prepared.get(name) ?? []), given]);
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage): Promise<HttpAnswer> {
    const { pathname } = new URL(request.url ?? '/', url);
    if (request.method === 'GET') {
      const known = publicDocument(pathname);
      if (known !== undefined) return { status: 200, body: known };
    }
    const body = parsed((await request.toArray()).join(''), request.headers['content-type']);
    const called = findOperation(request.method ?? '', pathname);
    if (called === undefined) {
      const operation = `${request.method} ${pathname}`;
      flawed.push({ operation, requirement: 'TRA-35', message: `A host serves no ${operation}.` });
      return refused(404, 'not_found', 'There is no such operation.');
    }
    if (called.endpoint.id === 'exchangeSsoToken') return signOns.exchange(body);
    return answerInstallation(called, request.headers.authorization, body);
  }

  function answerInstallation(
    called: NonNullable<ReturnType<typeof findOperation>>,
    authorization: string | undefined,
    body: unknown,
  ): HttpAnswer {
    const installation = installations.get(called.params.installationId ?? '');
    const credential = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    if (installation === undefined || !installation.credentials.includes(credential)) {
      return refused(403, 'forbidden', 'This is not the credential of the installation.');
    }
    const { id: operation } = called.endpoint;
    const flaw = flawOf(called, body);
    if (flaw !== undefined) flawed.push({ operation, ...flaw });
    const given =
      prepared.get(`${operation} ${installation.id}`)?.shift() ??
      (flaw === undefined
        ? answerOperation({ ...called, body, installation, url })
        : refused(400, 'validation_error', flaw.message));
    const isNewest = credential === installation.credentials.at(-1);
    const { status } = given;
    installation.received.push({ operation, at: performance.now(), body, isNewest, status });
    return given;
  }

  function publicDocument(pathname: string): unknown {
    switch (pathname) {
      case '/.well-known/openid-configuration':
        return discoveryDocument({
          issuer: named,
          authorizationEndpoint: `${named}/oauth2/authorize`,
          tokenEndpoint: `${named}/oauth2/token`,
          userinfoEndpoint: `${named}/oauth2/userinfo`,
        });
      case '/.well-known/jwks':
      case '/.well-known/jwks.json':
        keysReadAt = performance.now();
        return servedKeys(keys, hasLate);
      default:
        return undefined;
    }
  }
}

function parsed(text: string, contentType = ''): unknown {
  if (text === '') return undefined;
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
