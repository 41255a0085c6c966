import type { HostEndpoint } from '@kontor/protocol';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, test } from 'vitest';
import { everyEndpoint } from '../../isolation/endpoints.ts';
import { send } from '../../isolation/matrix.ts';
import { placesOf } from '../../isolation/places.ts';
import { requestFor } from '../../isolation/requests.ts';
import { rightfulTokens } from '../../isolation/rightful.ts';
import { commandLine } from '../../world/command-line.ts';
import type { Ground } from './ground.ts';

export function inAnswers(given: () => Ground): void {
  test('in what anybody is shown, but in what is there to be read', async () => {
    const { world, theirs, foundIn, searched } = given();
    const places = placesOf(theirs);
    const tokenFor = rightfulTokens(world, theirs);
    const texts: string[] = [];
    const leaks: string[] = [];
    for (const endpoint of everyEndpoint.filter(isLook)) {
      const { text } = await send(world.url, requestFor(endpoint, places), tokenFor(endpoint));
      const may = shows[endpoint.id] ?? [];
      const told = foundIn(text).filter((way) => !may.includes(way));
      leaks.push(...told.map((way) => `${endpoint.id}: ${way}`));
      texts.push(text);
    }
    expect(leaks).toEqual([]);
    searched.push(['answers of the API', texts.length, Math.round(texts.join('').length / 1024)]);
  });

  test('in pages', async () => {
    const { world, expectNothing } = given();
    const pages = await Promise.all(
      ['/', '/sign-in', '/forgot-password', '/reset-password', `/t/${world.team}`, '/catalog'].map(
        async (path) => (await fetch(world.url + path)).text(),
      ),
    );
    expectNothing('pages', pages);
  });

  test('in what agents are told by the tools that read', async () => {
    const { world, theirs, expectNothing } = given();
    const client = new Client({ name: 'an agent', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', world.url), {
      requestInit: { headers: { authorization: `Bearer ${world.owner.token}` } },
    });
    await client.connect(transport as Parameters<Client['connect']>[0]);
    const inputs = { project: theirs.projectId, resource: theirs.resource.id };
    const { tools } = await client.listTools();
    const texts: string[] = [];
    for (const { name, annotations } of tools) {
      if (annotations?.readOnlyHint !== true) continue;
      const answer = await client.callTool({ name, arguments: inputs });
      texts.push(JSON.stringify(answer));
    }
    await client.close();
    expect(texts.length).toBeGreaterThan(5);
    expectNothing('answers of tools', texts);
  });

  test('in what the command prints without being asked for it', async () => {
    const { world, theirs, expectNothing } = given();
    const { kontor, close } = commandLine(world);
    const texts: string[] = [];
    const of = ['--project', 'acme-shop'];
    for (const args of [
      ['whoami'],
      ['resource', 'show', theirs.resource.id],
      ['env', 'list', ...of],
      ['env', 'list', ...of, '--json'],
      ['webhook', 'list', '--json'],
      ['token', 'list', '--json'],
      ['event', 'list', '--json'],
      ['doctor'],
    ]) {
      const { stdout, stderr } = await kontor(args);
      texts.push(stdout + stderr);
    }
    await close();
    expectNothing('output of the command', texts);
  });
}

const isLook = ({ method }: HostEndpoint) => method === 'GET';

const plain = 'a variable that is plain';
const values = [
  'a secret of a new resource',
  'a secret that was rotated',
  'a secret that was pushed',
  'an override of a secret',
  'a variable that is encrypted',
  'a variable that is sensitive',
  plain,
  'a shared variable',
];
/** Endpoints that are there to tell values to whoever may read them, and which. */
const shows: Readonly<Record<string, readonly string[]>> = {
  readEnvironment: values,
  readDeploymentEnvironment: values,
  exportState: [plain],
  filterProjectEnvs: [plain],
  pullTarget: values,
  pullBranch: values,
};
