import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { serviceScope } from '@kontor/protocol/vocabulary';
import { freePort } from '@kontor/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../../apps/server/test/people/browser.ts';
import { createApi } from '../../../apps/server/test/world/api-client.ts';
import { startWorld, type World } from '../../../apps/server/test/world/world.ts';
import { exampleCustomers } from '../src/customers.ts';
import { deploy } from '../src/deploy.ts';
import { createKontor, type Kontor } from '../src/kontor.ts';
import { startPlatform } from '../src/platform.ts';
import { provision, removePerson } from '../src/provision.ts';

const CUSTOMER = 'customer-7';
const PROJECT = 'project-3';
const VERA = 'user-1';
const client = { clientId: 'kontor', clientSecret: 'a secret between the two' };
const customers = exampleCustomers();

let world: World;
let platform: { readonly close: () => Promise<void> };
let platformUrl: string;
let kontor: Kontor;
let directory: string;
beforeAll(async () => {
  const port = await freePort();
  platformUrl = `http://127.0.0.1:${port}`;
  world = await startWorld({
    identityProvider: () => ({
      ...client,
      issuer: platformUrl,
      ...{ operators: [], rolesClaim: null, roles: {} },
    }),
  });
  platform = await startPlatform(customers, {
    ...client,
    ...{ port, url: platformUrl, kontorUrl: world.url },
  });
  kontor = createKontor({ url: world.url, serviceToken: await serviceToken() });
  directory = await mkdtemp(join(tmpdir(), 'beside-'));
});
afterAll(async () => {
  await platform.close();
  await world.close();
  await rm(directory, { recursive: true });
});

async function serviceToken(): Promise<string> {
  const made = await world.owner.api(k.createService, {
    body: { name: 'The platform', signsPeopleIn: true },
  });
  const token = await world.owner.api(k.createServiceToken, {
    params: { service: made.body.service.id },
    body: { name: 'first', scopes: serviceScope.options },
  });
  return token.body.secret;
}

/** Signs in at the platform as its form asks, and answers what the browser shows in the end. */
async function signInAs(email: string, password: string) {
  const browser = openBrowser();
  const start = `${world.url}/kontor/v1/auth/platform?next=/kontor/v1/me`;
  const form = await browser.follow(start);
  const answer = await browser.submit(form.url, { email, password });
  return { browser, form, ...answer };
}

test('a customer of the platform installs, connects and deploys, and a person who leaves is out', async () => {
  await provision(kontor, customers);
  await provision(kontor, customers);

  // a person arrives, signed in by the platform, and is in the team with the role they have there
  const wrong = await signInAs('vera@blue.example', 'a guess');
  const vera = await signInAs('vera@blue.example', 'correct horse');
  const { person, teams } = JSON.parse(vera.text);
  expect(vera.form.url).toMatch(new RegExp(`^${platformUrl}/sign-in/`));
  expect([wrong.status, vera.status]).toEqual([403, 200]);
  expect(person).toMatchObject({ name: 'Vera', email: 'vera@blue.example', isOperator: false });
  expect(teams).toMatchObject([{ name: 'Blue Ltd', role: 'owner' }]);

  // the platform acts for them, in its own pages
  const params = { team: teams[0].id };
  const acting = createApi(world.url, await kontor.actAs(CUSTOMER, VERA));
  const installed = await acting(k.install, {
    params,
    body: { integration: world.integration.slug, acceptedPolicies: ['toc', 'eula'] },
  });
  const made = await acting(k.createResource, {
    params: { ...params, installation: installed.body.installation.id },
    body: { product: 'db', name: 'orders', metadata: { region: 'fra1' } },
  });
  const connected = await acting(k.connectResource, {
    params: { ...params, resource: made.body.resource.id },
    body: { project: 'shop', environments: ['production'] },
  });
  expect([installed.status, made.status, connected.status]).toEqual([201, 201, 201]);

  // a deployment starts with what the provider gave
  const script = join(directory, 'app.mjs');
  const names = Object.keys(await kontor.readEnvironment(CUSTOMER, PROJECT, 'production'));
  await writeFile(script, `console.log(JSON.stringify(process.env))`);
  const deployment = {
    customer: CUSTOMER,
    project: PROJECT,
    command: process.execPath,
    args: [script],
  };
  const environment = JSON.parse(await deploy(kontor, deployment));
  expect(names.length).toBeGreaterThan(0);
  expect(environment).toMatchObject(await kontor.readEnvironment(CUSTOMER, PROJECT, 'production'));
  expect(environment).not.toHaveProperty('HOME');

  // who leaves at the platform is out here, and what they installed stays
  await removePerson(kontor, customers, { customer: CUSTOMER, user: VERA });
  const left = await vera.browser.json(`${world.url}/kontor/v1/me`);
  const denied = await acting(k.getTeam, { params });
  expect(left.body).toMatchObject({ teams: [] });
  expect([denied.status, denied.error.code]).toEqual([404, 'team_not_found']);
  await expect(kontor.actAs(CUSTOMER, VERA)).rejects.toThrow('member_not_found');
  expect(JSON.parse(await deploy(kontor, deployment))).toMatchObject(environment);

  // the platform follows along, from wherever it stopped
  const first = await kontor.readEvents(0);
  const types = first.events.map(({ type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(['team.created', 'member.added', 'project.created', 'member.removed']),
  );
  expect(types).toEqual(expect.arrayContaining(['installation.created', 'resource.provisioned']));
  expect((await kontor.readEvents(first.next)).events).toEqual([]);
});
