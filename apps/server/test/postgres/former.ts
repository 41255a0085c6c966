import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { writeBackup } from '../../src/postgres/backup/write-backup.ts';
import { furnish, publishedBy } from '../isolation/belongings.ts';
import { type Api, createApi } from '../world/api-client.ts';
import { startWorld } from '../world/world.ts';

const home = new URL('former-version.json', import.meta.url);

/** A backup that a host of a former version has written, with its keyring, and what it showed then. */
type Former = {
  readonly token: string;
  readonly project: string;
  readonly shown: unknown;
  /** By name, in base64. */
  readonly backup: Readonly<Record<string, string>>;
  readonly keyring: string;
};

/** Keeps a team with one of everything as the host of today has it, for hosts to come. */
export async function keepFormer(): Promise<void> {
  const world = await startWorld({
    ...{ rateLimits: null, payments: { kind: 'test' }, testClocks: 'owners' },
    billingEveryMs: 3_600_000,
  });
  const stage = await publishedBy(world, world.owner, world.team, 'first');
  const { projectId: project } = await furnish(world, stage, 'acme');
  const folder = join(await mkdtemp(join(tmpdir(), 'kontor-former-')), 'backup');
  await writeBackup(world.databaseUrl, folder, new Date());
  const files = await readdir(folder);
  const backup = await Promise.all(
    files.map(async (name) => [name, await readFile(join(folder, name), 'base64')] as const),
  );
  const former: Former = {
    ...{ token: world.owner.token, project },
    shown: await shownTo(world.owner.api, project),
    backup: Object.fromEntries(backup),
    keyring: await readFile(join(world.dataDirectory, 'keyring.json'), 'base64'),
  };
  await writeFile(home, `${JSON.stringify(former, null, 2)}\n`);
  await world.close();
}

/** Puts the backup and the data directory where a host of today finds them. */
export async function unpackFormer(folder: string) {
  const { backup, keyring, ...rest }: Former = JSON.parse(await readFile(home, 'utf8'));
  const [to, dataDirectory] = [join(folder, 'backup'), join(folder, 'data')];
  await mkdir(to, { mode: 0o700 });
  await mkdir(dataDirectory, { mode: 0o700 });
  for (const [name, bytes] of Object.entries(backup)) {
    await writeFile(join(to, name), Buffer.from(bytes, 'base64'), { mode: 0o600 });
  }
  await writeFile(join(dataDirectory, 'keyring.json'), Buffer.from(keyring, 'base64'), {
    mode: 0o600,
  });
  const showing = (url: string) => shownTo(createApi(url, rest.token), rest.project);
  return { ...rest, backup: to, dataDirectory, showing };
}

/** What was there in each kind of table, by what does not change with the form of an answer. */
async function shownTo(api: Api, project: string) {
  const at = { params: { team: 'acme' } };
  const inProject = { ...at.params, project };
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id).toSorted();
  const read = { params: { ...inProject, environment: 'production' } };
  return {
    values: (await api(k.readEnvironment, read)).body.variables,
    installations: ids((await api(k.listInstallations, at)).body.installations),
    resources: ids((await api(k.listTeamResources, at)).body.resources),
    projects: ids((await api(k.listProjects, at)).body.projects),
    operations: ids((await api(k.listOperations, at)).body.operations),
    invoices: ids((await api(k.listInvoices, at)).body.invoices),
    events: (await api(k.listEvents, at)).body.events.map(({ type }) => type),
  };
}
