import type { PartnerEndpoint } from '@kontor/protocol';
import { partnerEndpoints } from '@kontor/protocol/partner';
import { SignatureError } from '@kontor/signatures';
import * as z from 'zod';
import { cannotJudge, fail } from '../../bench/outcome.ts';
import type { HostBench } from '../host-bench.ts';
import type { Received } from '../played-provider.ts';
import type { HostTrial } from './host-trial.ts';

const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

export const hostTokenTrials: readonly HostTrial[] = [
  {
    name: 'key-set-served',
    title: 'The key set is at both of its addresses, with a name for each key.',
    requirements: ['TOK-2'],
    level: 'basic',
    advice: 'Serve the same document at /.well-known/jwks and /.well-known/jwks.json.',
    run: async ({ tokens }) => {
      const [first, second] = await Promise.all(
        ['/.well-known/jwks', '/.well-known/jwks.json'].map((path) => tokens.document(path)),
      );
      for (const answer of [first, second]) {
        if (answer?.status !== 200 || !keySet.safeParse(answer.json).success) {
          fail(`${answer?.asked ?? 'A key set'} is no key set: ${answer?.status ?? 'no answer'}.`);
        }
      }
      if (first?.text !== second?.text) fail('The two addresses have different key sets.');
    },
  },
  {
    name: 'tokens-can-be-verified',
    title: 'Every call carries a token that verifies, for the integration that it goes to.',
    requirements: ['TOK-1', 'TOK-7', 'TOK-8', 'TRA-15'],
    level: 'basic',
    observes: true,
    advice:
      'Sign each call with RS256 and a published `kid`; `iss` is your issuer and `aud` the client id.',
    run: async (bench) => {
      for (const call of await authorised(bench)) {
        const { integration } = await bench.install(call.label);
        const token = tokenOf(call);
        const claims = claimsOf(call);
        const asked = `${call.method} ${call.path}`;
        if (typeof claims.aud !== 'string') fail(`The token of ${asked} has no text as \`aud\`.`);
        if (typeof claims.iat !== 'number' || typeof claims.exp !== 'number') {
          fail(`The token of ${asked} has no \`iat\` or no \`exp\`.`);
        }
        try {
          await bench.tokens.verify(token, integration.clientId);
        } catch (error) {
          if (!(error instanceof SignatureError)) throw error;
          // a token ends while others are tried, and was good when it came
          if (error.code === 'token_expired') continue;
          fail(`The token of ${asked} is not to be believed (${error.code}): ${error.message}`);
        }
      }
    },
  },
  {
    name: 'tokens-name-the-installation',
    title: 'Every token below an installation names that installation.',
    requirements: ['TOK-10'],
    level: 'basic',
    observes: true,
    advice: 'Put the installation id of the path into `installation_id`, of system tokens too.',
    run: async (bench) => {
      for (const call of await authorised(bench)) {
        const { installationId } = call.params;
        if (installationId !== undefined && claimsOf(call).installation_id !== installationId) {
          fail(`The token of ${call.method} ${call.path} names another installation, or none.`);
        }
      }
    },
  },
  {
    name: 'tokens-fit-the-caller',
    title: 'Calls are made for whom their operation names, and the header says so.',
    requirements: ['TRA-15', 'INS-13', 'RES-18', 'TOK-11'],
    level: 'basic',
    observes: true,
    advice: 'Read with system tokens, change with those of a person, and write roles in capitals.',
    run: async (bench) => {
      for (const call of await authorised(bench)) {
        const { callers }: PartnerEndpoint = partnerEndpoints[call.operation];
        const kind = call.headers['x-vercel-auth'];
        const claims = claimsOf(call);
        const asked = `${call.method} ${call.path}`;
        if (kind !== 'user' && kind !== 'system') fail(`${asked} has no right X-Vercel-Auth.`);
        if (!callers.includes(kind)) fail(`${asked} is called as ${kind}.`);
        if ((typeof claims.user_id === 'string') !== (kind === 'user')) {
          fail(`The token of ${asked} does not fit X-Vercel-Auth: ${kind}.`);
        }
        if (kind === 'user' && claims.user_role !== 'ADMIN' && claims.user_role !== 'USER') {
          fail(`The token of ${asked} has the role ${JSON.stringify(claims.user_role)}.`);
        }
      }
    },
  },
  {
    name: 'ids-are-pairwise',
    title:
      'Ids of accounts and people are hexadecimal, stay the same, and differ between integrations.',
    requirements: ['TOK-9'],
    level: 'complete',
    advice: 'Derive the ids that a provider sees from the id and the integration.',
    run: async (bench) => {
      const { installed } = await bench.standing();
      const other = await bench.install('second');
      const [mine, theirs] = [claimsOf(installed.upsert), claimsOf(other.upsert)];
      for (const name of ['account_id', 'user_id']) {
        if (!/^[0-9a-f]+$/.test(String(mine[name]))) fail(`\`${name}\` is not hexadecimal.`);
        if (mine[name] === theirs[name]) fail(`Two integrations are told the same \`${name}\`.`);
      }
      const accounts = bench.provider.received
        .filter((each) => each.params.installationId === installed.id)
        .map((each) => claimsOf(each).account_id);
      if (new Set(accounts).size > 1) fail('The `account_id` of one installation changes.');
    },
  },
  {
    name: 'tokens-have-an-address',
    title: 'Tokens of people have an e-mail address.',
    requirements: ['TOK-12'],
    level: 'complete',
    observes: true,
    advice: 'Put `user_email` into tokens of people: some providers refuse a person without it.',
    run: async (bench) => {
      const people = (await authorised(bench)).filter(
        ({ headers }) => headers['x-vercel-auth'] === 'user',
      );
      if (people.length === 0) cannotJudge('No person has called.');
      if (people.some((call) => typeof claimsOf(call).user_email !== 'string')) {
        fail('A token of a person has no `user_email`.');
      }
    },
  },
];

type Authorised = Received & {
  readonly operation: Exclude<Received['operation'], undefined | 'webhook'>;
};

/** The calls of operations; those that read plans may come before anything is installed. */
async function authorised({ provider, install }: HostBench): Promise<readonly Authorised[]> {
  await install('first');
  return provider.received.filter(
    (call): call is Authorised => call.operation !== undefined && call.operation !== 'webhook',
  );
}

export function tokenOf({ headers }: Received): string {
  return /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** What a token says, whether or not it is to be believed. */
export function claimsOf(call: Received): Readonly<Record<string, unknown>> {
  return claimsIn(tokenOf(call));
}

export function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    );
    return z.record(z.string(), z.unknown()).parse(claims);
  } catch {
    return fail('A call carries no token that can be read.');
  }
}
