import { expect, test } from 'vitest';
import { token } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

test('a new token goes alone to the standard output, and can be revoked by its name', async () => {
  const { signedIn: env } = await marketplace();
  const { kontor } = inProcess();

  const created = await kontor(['tokens', 'create', 'laptop', '--expires', '90d'], { env });
  const listed = await kontor(['tokens', 'list'], { env });
  const unsure = await kontor(['tokens', 'revoke', 'laptop'], { env });
  const revoked = await kontor(['tokens', 'revoke', 'laptop', '--yes'], { env });

  expect(created).toMatchObject({ code: 0, stdout: `${token}\n` });
  expect(created.stderr).toContain('shown this once');
  expect(listed.stdout).toMatch(/^NAME +ENDS IN .*\nlaptop +0001 /);
  expect(listed.stdout).not.toContain(token);
  expect(unsure).toMatchObject({ code: 2, stdout: '' });
  expect(unsure.stderr).toContain('--yes');
  expect(revoked).toMatchObject({ code: 0 });
  expect(await kontor(['tokens', 'list'], { env })).toMatchObject({
    stdout: 'There are no tokens.\n',
  });
});

test('a machine token is narrowed to actions, projects by name, and environments', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();

  const created = await kontor(
    [
      ...['tokens', 'create', 'ci', '--machine', '--json'],
      ...['--actions', 'environment:read-values,project:read'],
      ...['--projects', 'web', '--environments', 'production'],
    ],
    { env: host.signedIn },
  );

  expect(created.code).toBe(0);
  expect(JSON.parse(created.stdout)).toMatchObject({ secret: token, token: { name: 'ci' } });
  expect(host.requestsTo('createTeamToken')).toMatchObject([
    {
      body: {
        name: 'ci',
        role: 'developer',
        actions: ['environment:read-values', 'project:read'],
        projects: [host.projects[0]?.id],
        environments: ['production'],
      },
    },
  ]);
});

test.each([
  [['--expires', 'yesterday'], '--expires'],
  [['--expires', '2001-01-01'], '--expires'],
  [['--actions', 'project:read'], '--machine'],
  [['--machine', '--actions', 'fly'], '--actions'],
  [['--machine', '--role', 'king'], '--role'],
])('tokens create with %j is wrong usage', async (options, told) => {
  const { signedIn: env } = await marketplace();
  const { kontor } = inProcess();

  const refused = await kontor(['tokens', 'create', 'x', ...options], { env });

  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain(told);
});

test('a personal token is kept to a team, or to projects of it', async () => {
  const host = await marketplace();
  const { kontor } = inProcess();
  const create = (...more: string[]) =>
    kontor(['tokens', 'create', 'ci', '--team', 'acme', ...more], { env: host.signedIn });

  await create();
  await create('--only-team');
  await create('--projects', 'web,api');
  const refused = await create('--actions', 'project:read');

  expect(host.requestsTo('createToken').map(({ body }) => body)).toEqual([
    { name: 'ci' },
    { name: 'ci', team: 'acme' },
    { name: 'ci', team: 'acme', projects: ['web', 'api'] },
  ]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--machine');
});
