import { randomBytes } from 'node:crypto';
import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as teamEndpoints from '@kontor/protocol/kontor/team';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import { CliError } from '../../cli-error.ts';
import { createCall } from '../../host/create-call.ts';
import type { Call } from '../../host/endpoint-types.ts';
import { type SignInOptions, signIn, signUp } from '../../host/sign-in.ts';
import { type DevFile, readDevFile, writeDevFile } from './dev-file.ts';
import { PROVIDER_TEAM } from './provider-team.ts';
import { type ProviderAt, publish } from './publish.ts';

/** The team that installs, and the projects it has. */
export const CUSTOMER = { slug: 'acme', name: 'Acme' };
const PROJECTS = ['web', 'api'];
const TOKEN_NAME = 'kontor dev';

export type Seeding = SignInOptions & {
  readonly dataDirectory: string;
  /** Where everything that is done from then on is written down. */
  readonly recording: string | undefined;
};

type Seeded = DevFile & {
  readonly token: string;
  readonly integration: NonNullable<DevFile['integration']>;
  readonly customer: NonNullable<DevFile['customer']>;
};

/**
 * Makes a customer with projects and the provider's integration on a host that has none, and tells a
 * host that has them what changed. A start that was cut off is gone on with.
 */
export async function seed(seeding: Seeding, provider: ProviderAt): Promise<Seeded> {
  const { dataDirectory, recording, host: hostUrl } = seeding;
  const { recording: _, ...known } = {
    ...((await readDevFile(dataDirectory)) ?? somebody()),
    hostUrl,
  };
  await writeDevFile(dataDirectory, known);
  const token = known.token ?? (await issueToken(seeding, known.person));
  const customer = { token, team: CUSTOMER.slug };
  const named = { ...known, token, customer };
  await writeDevFile(dataDirectory, named);
  const call = createCall({ ...seeding, token });
  await ensureTeam(call, CUSTOMER);
  await ensureTeam(call, PROVIDER_TEAM);
  for (const name of PROJECTS) await ensureProject(call, name);
  const integration = await publish(call, { ...provider, known: known.integration });
  const seeded = { ...named, integration, recording };
  await writeDevFile(dataDirectory, seeded);
  return seeded;
}

/** An account of nobody's, whose password is in the data directory alone. */
function somebody(): Omit<DevFile, 'hostUrl'> {
  return {
    others: {},
    person: {
      name: 'Ada',
      email: 'ada@acme.localhost',
      password: randomBytes(12).toString('base64url'),
    },
  };
}

async function issueToken(options: SignInOptions, person: DevFile['person']): Promise<string> {
  const { call } = await signUp(options, person).catch((error: unknown) => {
    if (error instanceof CliError && error.code !== 'host_unreachable') {
      return signIn(options, person);
    }
    throw error;
  });
  const { body } = await call(tokenEndpoints.createToken, { body: { name: TOKEN_NAME } });
  return body.secret;
}

async function ensureTeam(call: Call, team: { slug: string; name: string }): Promise<void> {
  const { body } = await call(teamEndpoints.listTeams, {});
  if (body.teams.some(({ slug }) => slug === team.slug)) return;
  await call(teamEndpoints.createTeam, { body: team });
}

async function ensureProject(call: Call, name: string): Promise<void> {
  const params = { team: CUSTOMER.slug };
  const { body } = await call(projectEndpoints.listProjects, { params });
  if (body.projects.some((project) => project.name === name)) return;
  await call(projectEndpoints.createProject, { params, body: { name } });
}
