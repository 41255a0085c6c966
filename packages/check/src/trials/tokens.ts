import { createPublicKey } from 'node:crypto';
import type { PartnerEndpoint } from '@kontor/protocol';
import {
  createTransferRequest,
  deleteInstallation,
  deleteResource,
  getResource,
  listProductPlans,
  provisionPurchase,
  provisionResource,
  replInput,
  rotateSecrets,
  updateResource,
} from '@kontor/protocol/partner';
import type { Bench, Given } from '../bench/bench.ts';
import type { Answer } from '../bench/exchange.ts';
import { expectRefused, expectSuccess } from '../bench/expect.ts';
import { fail } from '../bench/outcome.ts';
import { forgeToken } from '../host/forge-token.ts';
import type { Claims } from '../host/tokens.ts';
import type { Trial } from './trial.ts';

const HOUR_SECONDS = 3600;

/** How often a late key is tried, and how long a provider may take to find it. */
const RETRY_KEY_SECONDS = 5;
const MOST_KEY_SECONDS = 40;

/** A few seconds, as clocks differ. */
const SKEW_SECONDS = 4;

const verify =
  'Verify algorithm, key, signature, `iss`, `aud` and `exp` of every token before anything else.';

export const tokenTrials: readonly Trial[] = [
  {
    name: 'token-accepted',
    title: 'A call with a good token is answered.',
    requirements: ['TOK-15', 'TRA-6'],
    level: 'basic',
    advice:
      'Take issuer, key address and client id from configuration, and give the provider those that the kit names.',
    run: async (bench) => {
      expectSuccess(await bench.upsert(bench.open()), 'A token of the host');
    },
  },
  {
    name: 'token-needed',
    title: 'A call without a token is refused.',
    requirements: ['TOK-15'],
    level: 'basic',
    advice: verify,
    run: async (bench) => {
      expectRefused(await read(bench, { authorization: null }), 'A call without a token');
    },
  },
  refusal(
    'signature-verified',
    'A token that was changed after signing is refused.',
    async (bench) => {
      const token = await bench.host.tokens.sign((await subjectOf(bench)).claims);
      const at = token.lastIndexOf('.') + 10;
      return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    },
  ),
  refusal(
    'key-verified',
    'A token that another key has signed under a known key id is refused.',
    async (bench) => {
      const { foreign, current } = bench.host.keys;
      return forged(bench, { header: { alg: 'RS256', kid: current.kid }, signedWith: foreign });
    },
  ),
  refusal(
    'unknown-key-refused',
    'A token of a key that the host does not publish is refused.',
    async (bench) => {
      const { foreign } = bench.host.keys;
      const { n, e } = foreign.publicJwk;
      const header = { alg: 'RS256', kid: foreign.kid, jwk: { kty: 'RSA', n, e } };
      return forged(bench, { header, signedWith: foreign });
    },
  ),
  {
    ...refusal('unsigned-refused', 'A token with the algorithm `none` is refused.', async (bench) =>
      forged(bench, { header: { alg: 'none', kid: bench.host.keys.current.kid } }),
    ),
    requirements: ['TOK-5'],
    advice: 'Allow RS256 alone, whatever the header of a token says.',
  },
  {
    ...refusal(
      'public-key-is-no-secret',
      'A token signed by HS256 with the public key as its secret is refused.',
      async (bench) => {
        const { kid, publicJwk } = bench.host.keys.current;
        const pem = createPublicKey({ key: { ...publicJwk }, format: 'jwk' }).export({
          type: 'spki',
          format: 'pem',
        });
        return forged(bench, { header: { alg: 'HS256', kid }, signedWith: String(pem) });
      },
    ),
    requirements: ['TOK-5'],
    advice: 'Allow RS256 alone, whatever the header of a token says.',
  },
  refusal('issuer-verified', 'A token of another issuer is refused.', async (bench) =>
    signed(bench, { iss: 'https://another-host.test' }),
  ),
  refusal('audience-verified', 'A token for another integration is refused.', async (bench) =>
    signed(bench, { aud: 'oac_another00000000000000000' }),
  ),
  refusal('expiry-verified', 'A token that has expired is refused.', async (bench) => {
    const { claims } = await subjectOf(bench);
    return bench.host.tokens.sign(claims, { aheadSeconds: -HOUR_SECONDS });
  }),
  refusal('expiry-needed', 'A token without an end is refused.', async (bench) => {
    const { current } = bench.host.keys;
    return forged(bench, { header: { alg: 'RS256', kid: current.kid }, signedWith: current });
  }),
  {
    name: 'every-operation-verifies',
    title: 'Every operation refuses a token that another key has signed.',
    requirements: ['TOK-15'],
    level: 'basic',
    advice: verify,
    run: async (bench) => {
      const { installation, resource } = await ownResource(bench);
      const { current, foreign } = bench.host.keys;
      for (const { endpoint, given } of await operationsOf(bench, resource.id)) {
        const [as] = endpoint.callers;
        const token = forgeToken({
          header: { alg: 'RS256', kid: current.kid },
          claims: withTimes(bench.host.tokens.of(as, installation)),
          signedWith: foreign,
        });
        const answer = await bench.call(endpoint, { installation, token, ...given });
        expectRefused(answer, `${endpoint.id} with a token that another key has signed`);
      }
    },
  },
  {
    name: 'installation-verified',
    title: 'A token of one installation opens no other.',
    requirements: ['TOK-16'],
    level: 'basic',
    advice:
      'Compare `installation_id` of the token with the installation in the path, for every operation.',
    run: async (bench) => {
      const { installation, resource } = await ownResource(bench);
      const other = await bench.install();
      const { tokens } = bench.host;
      for (const { endpoint, given } of await operationsOf(bench, resource.id)) {
        const token = await tokens.sign(tokens.of(endpoint.callers[0], other));
        const answer = await bench.call(endpoint, { installation, token, ...given });
        expectRefused(answer, `${endpoint.id} with a token of another installation`);
      }
      const params = { resourceId: resource.id };
      const left = await bench.call(getResource, { installation, params });
      expectSuccess(left, 'The resource that others have tried to delete');
    },
  },
  {
    name: 'kind-of-token-verified',
    title: 'An operation refuses a token of a kind that it does not name.',
    requirements: ['TOK-17'],
    level: 'basic',
    advice: 'Provisioning and changing take a token of a person, reading takes one of the system.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      const asSystem = await bench.askForResource(installation, { as: 'system' });
      expectRefused(asSystem, 'Provisioning with a token of the system');
      expectRefused(
        await read(bench, { as: 'user' }),
        'Reading a resource with a token of a person',
      );
    },
  },
  {
    name: 'kind-in-header-verified',
    title: 'A token is refused that is of another kind than X-Vercel-Auth says.',
    requirements: ['TOK-17'],
    level: 'basic',
    advice: 'Refuse where `X-Vercel-Auth` and the `sub` of the token do not say the same.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      const answer = await bench.askForResource(installation, { as: 'system', auth: 'user' });
      expectRefused(
        answer,
        'Provisioning with a token of the system that is called one of a person',
      );
    },
  },
  {
    name: 'administrators-alone-provision',
    title: 'A person who may only read provisions nothing.',
    requirements: ['TOK-18'],
    level: 'basic',
    advice: 'Look at `user_role`: only `ADMIN` may make, change and remove.',
    run: async (bench) => {
      const { installation } = await bench.standing();
      const { tokens } = bench.host;
      const token = await tokens.sign(tokens.user(installation, installation.reader));
      const answer = await bench.askForResource(installation, { token });
      expectRefused(answer, 'Provisioning with the role USER');
    },
  },
  {
    name: 'unknown-claims-ignored',
    title: 'Claims that are not known are ignored.',
    requirements: ['TOK-14'],
    level: 'basic',
    advice: 'Read the claims that are needed, and let others be.',
    run: async (bench) => {
      const token = await signed(bench, { kontor_check: { is: 'unknown' }, sid: 'x' });
      expectSuccess(await read(bench, { token }), 'A token with claims that nobody knows');
    },
  },
  {
    name: 'bearer-in-any-case',
    title: 'The word Bearer counts in any case.',
    requirements: ['TRA-20'],
    level: 'complete',
    advice: 'Compare the scheme of `Authorization` without regard to case.',
    run: async (bench) => {
      const { claims } = await subjectOf(bench);
      const authorization = `bearer ${await bench.host.tokens.sign(claims)}`;
      expectSuccess(await read(bench, { authorization }), '`bearer` in small letters');
    },
  },
  {
    name: 'plans-before-installing',
    title: 'Plans of a product are answered before anything is installed.',
    requirements: ['TOK-13', 'PLAN-13'],
    level: 'basic',
    advice: 'Accept on list plans a system token whose `installation_id` is `null` or missing.',
    run: async (bench) => {
      const { tokens } = bench.host;
      const { installation_id: _, ...without } = tokens.ofNobody();
      for (const claims of [tokens.ofNobody(), without as Claims]) {
        const params = { productSlug: bench.product.slug };
        const token = await tokens.sign(claims);
        const query = { metadata: JSON.stringify(bench.metadata) };
        const answer = await bench.call(listProductPlans, { params, query, token });
        expectSuccess(answer, 'Plans with a token that names no installation');
      }
    },
  },
  {
    name: 'clocks-may-differ',
    title: 'A token is accepted that was signed by a clock a few seconds ahead.',
    requirements: ['TOK-27'],
    level: 'robust',
    advice: 'Allow some seconds when `iat` or `nbf` is looked at.',
    run: async (bench) => {
      const { claims } = await subjectOf(bench);
      const token = await bench.host.tokens.sign(claims, { aheadSeconds: SKEW_SECONDS });
      expectSuccess(await read(bench, { token }), `A token issued ${SKEW_SECONDS} s ahead`);
    },
  },
  {
    name: 'every-published-key-counts',
    title: 'Tokens of every published key are accepted, whatever their order in the key set.',
    requirements: ['TOK-15'],
    level: 'robust',
    advice: 'Find the key by the `kid` of the token, not by its place in the key set.',
    run: async (bench) => {
      const { claims } = await subjectOf(bench);
      for (const key of [bench.host.keys.current, bench.host.keys.next, bench.host.keys.current]) {
        const token = await bench.host.tokens.sign(claims, { key });
        expectSuccess(await read(bench, { token }), 'A token of a key that is published');
      }
    },
  },
  {
    name: 'keys-read-again',
    title: 'A key that the host publishes later is found when a token names it.',
    requirements: ['TOK-6'],
    level: 'robust',
    advice:
      'Read the key set again when a token names a key that is not in it, at most twice a minute.',
    run: async (bench) => {
      const { host } = bench;
      await read(bench, {});
      host.publishLateKey();
      const { claims } = await subjectOf(bench);
      const token = await host.tokens.sign(claims, { key: host.keys.late });
      for (let waited = 0; ; waited += RETRY_KEY_SECONDS) {
        const { status } = await read(bench, { token });
        if (status >= 200 && status < 300) return;
        if (waited >= MOST_KEY_SECONDS) {
          fail(`A key that was published ${waited} s ago is answered with ${status}.`);
        }
        await bench.elapse(RETRY_KEY_SECONDS * 1000);
      }
    },
  },
];

type MakeToken = (bench: Bench) => Promise<string>;

/** A trial that reads a resource with a token that has to be refused. */
function refusal(name: string, title: string, token: MakeToken): Trial {
  return {
    name,
    title,
    requirements: ['TOK-15'],
    level: 'basic',
    advice: verify,
    run: async (bench) => {
      const what = title.replace(/ is refused\.$/, '');
      expectRefused(await read(bench, { token: await token(bench) }), what);
    },
  };
}

async function read(bench: Bench, given: Given): Promise<Answer> {
  const { installation, resource } = await bench.standing();
  return bench.call(getResource, { installation, params: { resourceId: resource.id }, ...given });
}

async function subjectOf(bench: Bench): Promise<{ readonly claims: Claims }> {
  const { installation } = await bench.standing();
  return { claims: bench.host.tokens.system(installation) };
}

/** The usual token with other claims, rightly signed. */
async function signed(bench: Bench, claims: object): Promise<string> {
  const usual = await subjectOf(bench);
  return bench.host.tokens.sign({ ...usual.claims, ...claims });
}

/** A token that says the right things and is signed in another way; `exp` only where it is not the point. */
async function forged(
  bench: Bench,
  forgery: Omit<Parameters<typeof forgeToken>[0], 'claims'>,
): Promise<string> {
  const { claims } = await subjectOf(bench);
  const isOfHost = forgery.signedWith === bench.host.keys.current;
  return forgeToken({ ...forgery, claims: isOfHost ? withoutEnd(claims) : withTimes(claims) });
}

function withoutEnd(claims: Claims): object {
  return { ...claims, iat: nowSeconds() };
}

function withTimes(claims: Claims): object {
  return { ...claims, iat: nowSeconds(), exp: nowSeconds() + HOUR_SECONDS };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** An installation and a resource that may be lost. */
async function ownResource(bench: Bench) {
  const installation = await bench.install();
  return { installation, resource: await bench.provision(installation) };
}

type Operation = { readonly endpoint: PartnerEndpoint; readonly given: Given };

/** Everything that this provider answers for an installation; what removes comes last. */
async function operationsOf(bench: Bench, resourceId: string): Promise<readonly Operation[]> {
  const params = { resourceId };
  const of = (endpoint: PartnerEndpoint, given: Given = {}): Operation => ({
    endpoint,
    given: { params, ...given },
  });
  const { has } = bench;
  return [
    of(getResource),
    of(provisionResource, { body: await bench.provisioning() }),
    ...(has('changes of resources') ? [of(updateResource, { body: { name: 'renamed' } })] : []),
    ...(has('rotation') ? [of(rotateSecrets, { body: {} })] : []),
    ...(has('REPL') ? [of(replInput, { body: { input: 'help', readOnly: true } })] : []),
    ...(has('prepayments') ? [of(provisionPurchase, { body: { invoiceId: 'inv_none' } })] : []),
    ...(has('transfers')
      ? [of(createTransferRequest, { body: { resourceIds: [resourceId], expiresAt: inAnHour() } })]
      : []),
    of(deleteResource),
    of(deleteInstallation, { body: {} }),
  ];
}

function inAnHour(): number {
  return Date.now() + HOUR_SECONDS * 1000;
}
