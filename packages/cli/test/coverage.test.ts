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

test('every call that a host answers has a command, or a reason why it has none', () => {
  const names = Object.keys(kontorEndpoints);
  const called = callsOf(sources);

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
function callsOf(folder: URL): ReadonlySet<string> {
  const called = new Set<string>();
  for (const file of globSync('**/*.ts', { cwd: folder })) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const direct = /(?:\bkontorEndpoints|\bk)\.(\w+)\b(?!\.(?:responses|request|query))/g;
    for (const [, name = ''] of text.matchAll(direct)) called.add(name);
    for (const [, names = ''] of text.matchAll(/const \{([^}]*)\} = kontorEndpoints;/g)) {
      for (const name of names.split(',')) called.add(name.trim());
    }
  }
  return called;
}
