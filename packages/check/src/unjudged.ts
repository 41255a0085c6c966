import type { RequirementId } from './requirements/requirements.ts';

const takesDays = 'It takes days of use, and the kit is there for minutes.';
const takesDeployments = 'It takes a platform that deploys projects.';
const takesBrowser = 'It takes a person in a browser who has an account at the provider.';
const seenInside = 'It is seen only inside of the provider.';
const takesSecrets = 'It takes a client of the product, to use the secrets with.';

/** What no caller can find out from outside, with the reason; it is reported and never passed. */
export const unjudged: Readonly<Partial<Record<RequirementId, string>>> = {
  'BIL-3': takesDays,
  'BIL-4': takesDays,
  'BIL-5': takesDays,
  'BIL-15': seenInside,
  'BIL-17': takesDays,
  'BIL-18': takesDays,
  'CHK-6': takesDeployments,
  'CHK-7': takesDeployments,
  'DEP-6': takesDeployments,
  'EVT-9': 'It takes a change on the side of the provider.',
  'IMP-3': takesBrowser,
  'IMP-4': takesBrowser,
  'IMP-5': takesBrowser,
  'INS-9': seenInside,
  'INS-27': seenInside,
  'INS-32': takesBrowser,
  'INS-33': takesBrowser,
  'INV-8': takesDays,
  'INV-9': takesDays,
  'PUR-8': takesDays,
  'REPL-3': takesSecrets,
  'RES-12': 'It takes a plan of scope `installation` that resources are made under.',
  'ROT-3': takesSecrets,
  'SEC-17': takesSecrets,
  'SSO-8': 'It takes eyes: what a page shows is no matter of form.',
  'SSO-9': seenInside,
  'TRF-9': takesSecrets,
  'TRF-27': takesDays,
  'WHK-3': 'Over a network, differences of nanoseconds drown.',
  'WHK-11': seenInside,
};
