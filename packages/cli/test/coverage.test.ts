import { globSync, readFileSync } from 'node:fs';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';

const sources = new URL('../src/', import.meta.url);

/** What no command calls, and why. Everything else that a host answers has a verb. */
const withoutVerb = {
  listTeamCatalog: 'is for pages; a command that names a draft of the team finds it, too',
  getTeamListing: 'is for pages; a command that names a draft of the team finds it, too',
  listReviewedPlans: 'is for the page on which a listing is reviewed',
  getRedelivery: 'is for pages that follow one; kontor webhooks redeliveries shows how far each is',
  getDeviceLogin: 'is for the page on which a person allows what kontor login asks for',
  decideDeviceLogin: 'is for the page on which a person allows what kontor login asks for',
  linkAccount: 'an account is linked in a browser, at the provider',
  configureInstallation: 'sends a browser on; kontor open makes an address of its own',
  openInstallation: 'sends a browser on; kontor open makes an address of its own',
  openImport: 'sends a browser on; kontor installations import makes an address of its own',
  readConfigItems: 'is read by the SDK of flags, with a token in its address',
  readConfigItem: 'is read by the SDK of flags, with a token in its address',
  readConfigDigest: 'is read by the SDK of flags, with a token in its address',
} as const;

/** Called by a platform's own servers with a token of its service, and by no person. */
const ofPlatforms = Object.values(kontorEndpoints)
  .filter(({ access }) => access.kind === 'service')
  .map(({ id }) => String(id));

test('every call that a host answers has a command, or a reason why it has none', async () => {
  const names = Object.keys(kontorEndpoints);
  const called = await callsOf(sources);

  const left = names.filter((name) => !called.has(name));
  expect(left.filter((name) => !isOfPlatforms(name))).toEqual(
    expect.arrayContaining(Object.keys(withoutVerb)),
  );
  expect(left.filter((name) => !isOfPlatforms(name) && !(name in withoutVerb))).toEqual([]);
});

function isOfPlatforms(name: string): boolean {
  return ofPlatforms.includes(kontorEndpoints[name as keyof typeof kontorEndpoints].id);
}

/** The endpoints that sources hand to a call, rather than only reading their schemas. */
async function callsOf(folder: URL): Promise<ReadonlySet<string>> {
  const called = new Set<unknown>();
  for (const file of globSync('**/*.ts', { cwd: folder })) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    for (const { module, name } of namedIn(text)) called.add((await endpointsOf(module))[name]);
  }
  const found = Object.entries(kontorEndpoints).filter(([, endpoint]) => called.has(endpoint));
  return new Set(found.map(([name]) => name));
}

/** What is named of the modules of endpoints: all of one at once, or a few. */
function* namedIn(text: string) {
  const whole = /import (?:type )?\* as (\w+Endpoints) from '@kontor\/protocol\/kontor\/([\w-]+)'/g;
  for (const [, all, module = ''] of text.matchAll(whole)) {
    const uses = new RegExp(`\\b${all}\\.(\\w+)\\b(?!\\.(?:responses|request|query))`, 'g');
    for (const [, name = ''] of text.matchAll(uses)) yield { module, name };
  }
  const few = /const \{([^}]*)\} = await import\('@kontor\/protocol\/kontor\/([\w-]+)'\)/g;
  for (const [, names = '', module = ''] of text.matchAll(few)) {
    for (const name of names.split(',')) yield { module, name: name.trim() };
  }
}

const endpointsOf = (module: string): Promise<Record<string, unknown>> =>
  import(`@kontor/protocol/kontor/${module}`);
