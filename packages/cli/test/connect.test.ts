import { expect, test } from 'vitest';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

/** A host with the resources primary, which is connected to web, and replica. */
async function twoResources() {
  const host = await marketplace();
  const { kontor } = inProcess();
  const run = (...args: string[]) => kontor(args, { env: host.signedIn });
  for (const name of ['primary', 'replica']) {
    await run('resource', 'create', 'lagoon/cache', '--name', name, '--accept-all');
  }
  await run('connect', 'primary', 'web', '--env', 'production');
  return { host, run };
}

test('collisions are refused with every owner and the command that avoids them', async () => {
  const { host, run } = await twoResources();

  const refused = await run('connect', 'replica', 'web', '--env', 'production,preview');

  expect(refused).toMatchObject({ code: 5, stdout: '' });
  expect(refused.stderr).toContain(
    'DATABASE_URL in production: DATABASE_URL of primary and DATABASE_URL of replica',
  );
  const command = 'kontor connect replica web --env production,preview --prefix DB2';
  expect(refused.stderr).toContain(`  try: ${command}\n`);

  const connected = await run(...command.split(' ').slice(1));

  expect(connected).toMatchObject({ code: 0 });
  expect(connected.stdout).toContain('DB2_PGHOST');
  expect(host.connections).toHaveLength(2);
});

test('a dry run shows names and collisions, changes nothing, and ends with 5 when it would', async () => {
  const { host, run } = await twoResources();

  const fine = await run('connect', 'replica', 'web', '--dry-run', '--prefix', 'R');
  const colliding = await run('connect', 'replica', 'web', '--dry-run');
  const asJson = await run('connect', 'replica', 'web', '--dry-run', '--json');

  expect(fine).toMatchObject({ code: 0, stderr: '' });
  expect(fine.stdout).toMatch(/R_PGHOST +PGHOST +production, preview, development\n/);
  expect(colliding).toMatchObject({ code: 5 });
  expect(colliding.stdout).toContain('PGHOST of primary and PGHOST of replica');
  expect(colliding.stderr).toContain('kontor connect replica web --prefix DB2');
  expect(asJson.code).toBe(5);
  expect(JSON.parse(asJson.stdout)).toMatchObject({
    preview: { suggestedPrefix: 'DB2', collisions: [{ name: 'DATABASE_URL' }, { name: 'PGHOST' }] },
  });
  expect(host.connections).toHaveLength(1);
});

test('a prefix that makes names public is warned of', async () => {
  const { run } = await twoResources();

  const { code, stderr } = await run('connect', 'replica', 'api', '--prefix', 'NEXT_PUBLIC_X');

  expect(code).toBe(0);
  expect(stderr).toContain('warning: NEXT_PUBLIC_X_PGHOST is public');
});

test('a connection there is already is changed only when that is asked for', async () => {
  const { host, run } = await twoResources();

  const refused = await run('connect', 'primary', 'web', '--env', 'preview');
  const changed = await run('connect', 'primary', 'web', '--env', 'preview', '--change');

  expect(refused).toMatchObject({ code: 5, stdout: '' });
  expect(refused.stderr).toContain('try: kontor connect primary web --env preview --change');
  expect(changed).toMatchObject({ code: 0 });
  expect(host.connections).toMatchObject([{ environments: ['preview'], prefix: null }]);
});

test('a change of a connection can be tried out, and can take the prefix away', async () => {
  const { host, run } = await twoResources();
  await run('connect', 'replica', 'web', '--env', 'production', '--prefix', 'R');

  const tried = await run('connect', 'replica', 'web', '--change', '--without-prefix', '--dry-run');
  const refused = await run('connect', 'replica', 'web', '--change', '--without-prefix');
  const changed = await run(
    ...['connect', 'replica', 'web', '--change', '--without-prefix', '--env', 'preview'],
  );

  expect(tried).toMatchObject({ code: 5 });
  expect(tried.stderr).toContain('kontor connect replica web --prefix DB2 --change');
  expect(refused).toMatchObject({ code: 5, stdout: '' });
  expect(refused.stderr).toContain('try: kontor connect replica web --prefix DB2 --change');
  expect(changed).toMatchObject({ code: 0 });
  expect(host.connections[1]).toMatchObject({ environments: ['preview'], prefix: null });
});

test('connections are listed and taken away by the name of the project', async () => {
  const { host, run } = await twoResources();

  const listed = await run('connections', 'primary');
  const unknown = await run('disconnect', 'primary', 'api');
  const disconnected = await run('disconnect', 'primary', '--project', 'web', '--json');

  expect(listed.stdout).toMatch(/^PROJECT +ENVIRONMENTS .*\nweb +production +- /);
  expect(unknown).toMatchObject({ code: 4 });
  expect(unknown.stderr).toContain("'web'");
  expect(disconnected.code).toBe(0);
  expect(JSON.parse(disconnected.stdout)).toMatchObject({ disconnected: { projectName: 'web' } });
  expect(host.connections).toEqual([]);
});

test('a command to paste keeps to the team and host that were named', async () => {
  const { host, run } = await twoResources();

  const refused = await run('connect', 'replica', 'web', '--team', 'acme', '--host', host.address);

  expect(refused.stderr).toContain(
    `kontor connect replica web --prefix DB2 --team acme --host ${host.address}\n`,
  );
});

test('the project must be named where nobody can be asked', async () => {
  const { run } = await twoResources();

  const refused = await run('connect', 'replica');

  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--project <project>');
});
