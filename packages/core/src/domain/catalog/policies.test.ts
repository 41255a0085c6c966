import { expect, test } from 'vitest';
import { missingPolicies, requiredPolicies } from './policies.ts';

const privacyUrl = 'https://acme.test/privacy';
const eulaUrl = 'https://acme.test/eula';

test.for([
  [{}, ['toc']],
  [{ privacyUrl: null, eulaUrl: '' }, ['toc']],
  [{ privacyUrl }, ['toc', 'privacy']],
  [{ eulaUrl }, ['toc', 'eula']],
  [{ privacyUrl, eulaUrl }, ['toc', 'privacy', 'eula']],
] as const)('an integration that published %j requires %j', ([documents, policies]) => {
  expect(requiredPolicies(documents)).toEqual(policies);
});

test.for([
  [[], ['toc', 'privacy', 'eula']],
  [['eula'], ['toc', 'privacy']],
  [['toc', 'privacy', 'eula', 'unheard-of'], []],
] as const)('after accepting %j there is still %j to accept', ([accepted, missing]) => {
  expect(missingPolicies({ privacyUrl, eulaUrl }, accepted)).toEqual(missing);
});
