import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, onTestFinished, test } from 'vitest';
import { machine } from './stand-in/kontor.ts';
import { marketplace } from './stand-in/marketplace.ts';

const values = { DATABASE_URL: 'postgres://ada:s3cret@db.example/app', PASSWORD: 's3cret' };
const main = new URL('../bin/kontor.js', import.meta.url).pathname;

/** An agent that has started the command. */
async function agent() {
  const { signedIn } = await marketplace({ values });
  const { folder } = machine();
  const client = new Client({ name: 'an agent', version: '1.0.0' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main, 'mcp'],
    cwd: folder,
    env: { ...signedIn, PATH: process.env.PATH ?? '', HOME: folder, XDG_CONFIG_HOME: folder },
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return async (name: string, input: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: input });
    const [part] = content as [{ text: string }];
    return { isError: isError === true, said: JSON.parse(part.text) };
  };
}

test('an agent that starts the command has the tools of the host', async () => {
  const use = await agent();
  const { said } = await use('list_projects');
  expect(said.projects.map(({ name }: { name: string }) => name)).toEqual(['web', 'api']);
});

test('a program runs with the environment, and its values are blotted out of what it printed', async () => {
  const use = await agent();
  const script =
    'console.log(process.env.DATABASE_URL, process.env.KONTOR_TOKEN); console.error(process.env.PASSWORD); process.exit(3)';

  const ran = await use('run_command', {
    project: 'web',
    command: [process.execPath, '-e', script],
  });

  expect(ran.said).toEqual({
    exitCode: 3,
    output: '[DATABASE_URL] undefined\n',
    errors: '[PASSWORD]\n',
  });
});

test('a program that does not end in its time is ended', async () => {
  const use = await agent();
  const endless = [process.execPath, '-e', 'setInterval(() => {}, 1000)'];
  const ran = await use('run_command', { project: 'web', command: endless, timeoutSeconds: 1 });
  expect(ran.said.exitCode).toBe(143);
});

test('what the command line refuses is refused with its code', async () => {
  const use = await agent();
  const ran = await use('run_command', { project: 'web', command: ['no-such-program'] });
  expect(ran.isError).toBe(true);
  expect(ran.said.error).toMatchObject({ code: 'program_not_started', program: 'no-such-program' });
});
