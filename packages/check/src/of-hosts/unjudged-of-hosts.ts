import { type HostRequirementId, hostRequirements } from '../requirements/host-requirements.ts';

type Ids = readonly HostRequirementId[];
type Reason = readonly [because: string, ...ids: Ids];

/** All demands of a page. */
function allOf(page: string): Ids {
  return (Object.keys(hostRequirements) as HostRequirementId[]).filter(
    (id) => hostRequirements[id].page === page,
  );
}

const reasons: readonly Reason[] = [
  ['What follows from it is judged where the page about it says so.', ...allOf('concepts.md')],
  ['It takes a platform that deploys projects.', ...allOf('deployments.md'), ...allOf('checks.md')],
  ['It takes flags and experiments at a product that has them.', ...allOf('experimentation.md')],
  [
    'It takes a person in a browser.',
    ...allOf('import.md'),
    ...(['INS-3', 'INS-30', 'INS-31', 'REPL-5', 'REPL-6', 'REPL-7', 'RES-17', 'SSO-2'] as const),
    ...(['SSO-15', 'SSO-16', 'SSO-17', 'SSO-18', 'SSO-19', 'SSO-20', 'SSO-21'] as const),
    ...(['SSO-22', 'SSO-23', 'SSO-24', 'SSO-25', 'WHK-28', 'WHK-27', 'PLAN-10'] as const),
    ...(['ERR-6', 'ERR-7', 'SEC-4'] as const),
  ],
  ['It takes a second team that a member of it speaks for.', ...allOf('transfers.md')],
  [
    'It takes money: the judge is a rehearsal that nobody is charged for.',
    ...allOf('purchases.md'),
    ...(['BIL-8', 'BIL-13', 'BIL-16', 'INV-2', 'INV-3', 'INV-4', 'INV-5', 'INV-7'] as const),
    ...(['INV-12', 'INV-13', 'INV-14', 'INV-15', 'INV-16', 'INV-17'] as const),
    ...(['PLAN-7', 'WHK-17'] as const),
  ],
  [
    'It takes hours or days, and the judge is there for minutes.',
    ...(['BIL-11', 'BIL-12', 'BIL-14', 'EVT-3', 'EVT-14', 'INV-11', 'TOK-3', 'TOK-4'] as const),
    ...(['TRA-31', 'WHK-6', 'WHK-25', 'WHK-31', 'WHK-32'] as const),
  ],
  [
    'It is seen only inside of the host.',
    ...(['BIL-2', 'BIL-6', 'BIL-19', 'ENV-15', 'ENV-25', 'EVT-1', 'EVT-12', 'LIM-5'] as const),
    ...(['RES-30', 'SEC-3', 'TRA-3', 'WHK-9', 'WHK-29', 'INS-26', 'PLAN-4'] as const),
  ],
  [
    'It takes a call at a certain moment of another, which cannot be brought about for sure.',
    ...(['EVT-5', 'EVT-7', 'EVT-13', 'INS-5', 'SEC-15'] as const),
  ],
  [
    'It takes an installation that fails to open, and the judge needs the one that it has.',
    ...(['INS-2', 'INS-11', 'INS-12', 'INS-14'] as const),
  ],
  [
    'It takes a product that is registered otherwise than the one of the judge.',
    ...(['INS-15', 'REPL-1', 'REPL-4', 'REPL-8', 'ROT-1', 'RES-28', 'RES-31', 'RES-32'] as const),
    ...(['WHK-19', 'WHK-26', 'WHK-30', 'PLAN-5', 'PLAN-6', 'PLAN-11'] as const),
  ],
  [
    'The protocol has no call that shows it to a customer.',
    ...(['ENV-12', 'ENV-14', 'ENV-16', 'ROT-8', 'ROT-9', 'SEC-16', 'ERR-9', 'ERR-10'] as const),
    ...(['ERR-11', 'HRES-12', 'HRES-13', 'HRES-14'] as const),
  ],
  [
    'Shared variables and custom environments are of the platform, and no provider has to do with them.',
    ...(['ENV-1', 'ENV-2', 'ENV-17', 'ENV-18', 'ENV-19', 'ENV-20', 'ENV-21', 'ENV-22'] as const),
    ...(['ENV-23', 'ENV-24'] as const),
  ],
  [
    'The judge would have to call until it is refused, which no host in use should bear.',
    ...(['LIM-1', 'LIM-2', 'LIM-4'] as const),
  ],
  ['The judge does not know the clock of the host.', 'TRA-32', 'WHK-24'],
  [
    'It takes a host that is reached from the network: one that develops may do otherwise.',
    ...(['TRA-5', 'WHK-13'] as const),
  ],
];

/** What no provider can find out from outside, with the reason; it is reported and never passed. */
export const unjudgedOfHosts: Readonly<Partial<Record<HostRequirementId, string>>> =
  Object.fromEntries(reasons.flatMap(([because, ...ids]) => ids.map((id) => [id, because])));
