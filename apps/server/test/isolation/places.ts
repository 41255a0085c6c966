import type { HostEndpoint } from '@kontor/protocol';
import type { Belongings } from './belongings.ts';

/** What stands for each parameter of a path: a value that is somebody's, or one that is nobody's. */
export type Places = (name: string, endpoint: HostEndpoint) => string;

type Place = {
  readonly theirs: (belongings: Belongings, endpoint: HostEndpoint) => string;
  /** Of the same shape, and of nobody. */
  readonly nobodys: string;
};

const minted = (prefix: string) => `${prefix}${'0'.repeat(24)}`;
const of = (nobodys: string, theirs: Place['theirs']): Place => ({ theirs, nobodys });
const isOldCheck = ({ path }: HostEndpoint) => path.startsWith('/v1/deployments/');
const isShared = ({ path }: HostEndpoint) => path.startsWith('/v1/env/');

/**
 * By the name of the parameter. One that is not here cannot be tried, so the proof fails for a route
 * that brings a new one until it is.
 */
const placeOf: Readonly<Record<string, Place>> = {
  team: of('nowhere', ({ stage }) => stage.team),
  integration: of(minted('oac_'), ({ integrationId }) => integrationId),
  product: of('nothing', () => 'db'),
  productIdOrSlug: of('nothing', () => 'db'),
  installation: of(minted('icfg_'), ({ installation }) => installation),
  installationId: of(minted('icfg_'), ({ installation }) => installation),
  resource: of(minted('store_'), ({ resource }) => resource.id),
  store: of(minted('store_'), ({ resource }) => resource.id),
  resourceId: of('db_nothing', ({ external }) => external),
  connection: of(minted('con_'), ({ connection }) => connection),
  // a description of a state names its project as people do
  project: of('nothing', ({ projectId, word }, { id }) =>
    id === 'createStatePlan' ? `${word}-shop` : projectId,
  ),
  environment: of('nowhere', ({ word }, { method, path }) =>
    ['PATCH', 'DELETE'].includes(method) || path.includes('custom-environments')
      ? `${word}-stage`
      : 'production',
  ),
  gitBranch: of('nowhere', ({ word }) => `${word}-branch`),
  variable: of(minted('var_'), ({ variable, shared }, endpoint) =>
    isShared(endpoint) ? shared : variable,
  ),
  deployment: of(minted('dpl_'), ({ deployment }) => deployment),
  deploymentId: of(minted('dpl_'), ({ deployment }) => deployment),
  idOrUrl: of(minted('dpl_'), ({ deployment }) => deployment),
  checkId: of(minted('chk_'), ({ check, olderCheck }, endpoint) =>
    isOldCheck(endpoint) ? olderCheck : check,
  ),
  checkRunId: of(minted('ckr_'), ({ run }) => run),
  action: of('nothing', () => 'branch'),
  approval: of(minted('apr_'), ({ approval }) => approval),
  plan: of(minted('spl_'), ({ plan }) => plan),
  reconciliation: of(minted('rcn_'), () => minted('rcn_')),
  finding: of(minted('fnd_'), () => minted('fnd_')),
  operation: of(minted('op_'), ({ operation }) => operation),
  transfer: of(minted('xfr_'), ({ transfer }) => transfer),
  code: of('nothing', ({ code, projectCode }, { path }) =>
    path.startsWith('/projects/') ? projectCode : code,
  ),
  invoice: of(minted('inv_'), ({ invoice, purchase, paid }, { id }) =>
    id === 'getPurchase' ? purchase : id === 'payInvoice' ? invoice : paid,
  ),
  invoiceId: of(minted('inv_'), ({ invoice }) => invoice),
  payment: of(minted('pay_'), ({ payment }) => payment),
  paymentMethod: of(minted('pmt_'), ({ paymentMethod }) => paymentMethod),
  subject: of(minted('store_'), ({ resource }) => resource.id),
  webhook: of(minted('hook_'), ({ webhook }) => webhook),
  receiver: of(minted('hook_'), ({ receiver }) => receiver),
  delivery: of(minted('dlv_'), ({ delivery }) => delivery),
  redelivery: of(minted('rdl_'), ({ redelivery }) => redelivery),
  configId: of(minted('ecfg_'), ({ configId }) => configId),
  itemKey: of('nothing', () => 'flag'),
  itemId: of('nothing', () => 'flag'),
  user: of(minted('usr_'), ({ member }) => member),
  memberId: of('0'.repeat(24), ({ memberId }) => memberId),
  invitation: of(minted('inv_'), ({ invitation }) => invitation),
  token: of(minted('tok_'), ({ machine, agent, personal, serviceToken }, { access, path }) => {
    if (path.includes('/agent-tokens/')) return agent;
    if (access.kind === 'team') return machine;
    return access.kind === 'operator' ? serviceToken : personal;
  }),
  mail: of('0'.repeat(24), () => '0'.repeat(24)),
  call: of('0', ({ call }) => call),
  passkey: of('nothing', ({ passkey }) => passkey),
  session: of('nothing', ({ session }) => session),
  service: of(minted('svc_'), ({ service }) => service),
  externalTeam: of('nowhere', ({ externalTeam }) => externalTeam),
  externalUser: of('nobody', ({ externalUser }) => externalUser),
  externalProject: of('nothing', ({ externalProject }) => externalProject),
};

function placeNamed(name: string, { id }: HostEndpoint): Place {
  const place = placeOf[name];
  if (place === undefined) {
    throw new Error(`${id} has a parameter {${name}}, and nothing here stands for it`);
  }
  return place;
}

/** Whatever an address names is theirs. */
export function placesOf(belongings: Belongings): Places {
  return (name, endpoint) => placeNamed(name, endpoint).theirs(belongings, endpoint);
}

/** Whatever an address names is nobody's. */
export const nobodysPlaces: Places = (name, endpoint) => placeNamed(name, endpoint).nobodys;
