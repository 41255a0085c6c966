import { expect, test } from 'vitest';
import { id, lagoon, tides } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const { kontor } = inProcess();

test('plans are listed with what they cost', async () => {
  const { signedIn: env } = await marketplace();

  const { code, stdout } = await kontor(['plans', 'lagoon/postgres', '--metadata', 'region=fra1'], {
    env,
  });

  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['PLAN', 'NAME', 'COST', 'TYPE', 'SCOPE', 'PAYMENT'],
    ['starter', 'Starter', 'free', 'subscription', 'resource', 'not needed'],
    ['pro', 'Pro', '$20.00/month', 'subscription', 'resource', 'needed'],
    [''],
  ]);
});

test('a category that is none is told with those that there are, and an empty list is no failure', async () => {
  const all = [lagoon, { ...tides, category: 'Messaging' }];
  const { signedIn: env } = await marketplace({
    handlers: {
      listCatalog: ({ query: { category, search } }) => [
        200,
        {
          integrations: all.filter(
            (each) => (category ?? each.category) === each.category && search === undefined,
          ),
        },
      ],
    },
  });

  const unknown = await kontor(['catalog', '--category', 'nope'], { env });
  const misspelt = await kontor(['catalog', '--category', 'storge'], { env });
  const known = await kontor(['catalog', 'nothing', '--category', 'storage'], { env });

  expect(unknown).toEqual({
    code: 0,
    stdout: 'Nothing in the catalogue fits.\n',
    stderr: "There is no category 'nope'. There are: 'Messaging', 'storage'.\n",
  });
  expect(misspelt.stderr).toBe(
    "There is no category 'storge'. Did you mean 'storage'?\nName it: kontor catalog --category storage\n",
  );
  expect(known).toMatchObject({ code: 0, stderr: '' });
});

test('code of a guide is indented as its provider has written it', async () => {
  const markdown = 'func main() {\n\tif ok {\n\t\treturn\n';
  const { signedIn: env } = await marketplace({
    handlers: { getGuide: () => [200, new File([markdown], 'guide.md')] },
  });

  const shown = await kontor(['guide', 'lagoon'], { env });
  const asJson = await kontor(['guide', 'lagoon', '--json'], { env });

  expect(shown.stdout).toBe('func main() {\n    if ok {\n        return\n');
  expect(JSON.parse(asJson.stdout)).toMatchObject({ markdown });
});

test('projects and teams are listed, and a project is made', async () => {
  const { signedIn: env } = await marketplace({ teams: ['acme'] });

  const projects = await kontor(['projects', 'list'], { env });
  const teams = await kontor(['teams', 'ls'], { env });
  const made = await kontor(['projects', 'create', 'shop'], { env });

  expect(projects.stdout).toMatch(/^NAME .*\nweb +2030-01-02 +prj_.*\napi /);
  expect(teams.stdout).toMatch(/^TEAM .*\nacme +acme +owner +yes +team_/);
  expect(made).toMatchObject({ code: 0, stdout: `Created the project shop (${id('prj', 3)}).\n` });
});

test('operations are listed and shown; waiting for a failed one ends with 6', async () => {
  const refusal = { code: 'provider_refused', message: 'No capacity.' };
  const host = await marketplace({ asksUntilDone: 1, refusal });
  const env = host.signedIn;
  await kontor(['install', 'lagoon', '--accept-all', '--no-wait'], { env });
  const operation = host.operations[0]?.id ?? '';

  const listed = await kontor(['operations', 'list', '--status', 'running'], { env });
  const shown = await kontor(['operations', 'show', operation], { env });
  const waited = await kontor(['operations', 'show', operation, '--wait'], { env });
  const unknown = await kontor(['operations', 'show', 'op_1'], { env });

  expect(listed.stdout).toMatch(/install +running +0 +icfg_/);
  expect(shown).toMatchObject({ code: 0 });
  expect(shown.stdout).toMatch(/^status +running$/m);
  expect(waited).toMatchObject({ code: 6, stdout: '' });
  expect(waited.stderr).toContain('No capacity.');
  expect(unknown).toMatchObject({ code: 4, stdout: '' });
});

test('events are listed with who and what', async () => {
  const host = await marketplace();

  const { stdout } = await kontor(
    ['events', 'list', '--type', 'resource.provisioned', '--after', '0', '--limit', '5'],
    { env: host.signedIn },
  );

  expect(stdout).toMatch(
    /^NO +AT .*\n1 +2030-01-02 03:04:05 +resource\.provisioned +provider of icfg_/,
  );
  expect(host.requestsTo('listEvents')[0]?.url).toMatch(
    /after=0&type=resource.provisioned&limit=5$/,
  );
});

test('open prints where the console of a resource or installation is, and the page of what could be installed', async () => {
  const host = await marketplace();
  const env = host.signedIn;
  await kontor(['resource', 'create', 'lagoon/cache', '--name', 'db', '--accept-all'], { env });
  const open = async (name: string) => (await kontor(['open', name], { env })).stdout.trim();

  const console = `${host.address}/api/marketplace/sso?teamId=acme&integrationConfigurationId=${id('icfg', 1)}`;
  expect(await open('db')).toBe(`${console}&resource_id=${host.resources[0]?.externalId}`);
  expect(await open('lagoon')).toBe(console);
  expect(host.requestsTo('createSsoLink')).toEqual([]);
  expect(await open('tides')).toBe(`${host.address}/catalog/tides`);
  expect(await kontor(['open', 'dbb'], { env })).toMatchObject({ code: 4, stdout: '' });
});
