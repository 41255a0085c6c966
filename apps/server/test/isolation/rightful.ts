import type { HostEndpoint } from '@kontor/protocol';
import type { World } from '../world/world.ts';
import type { Belongings } from './belongings.ts';
import { everyEndpoint } from './endpoints.ts';
import { reasonOf, send } from './matrix.ts';
import { placesOf } from './places.ts';
import { requestFor } from './requests.ts';

/** What even those whose it is are refused, as the things stand here: the reasons of their answers. */
const refusedToAll: Readonly<Record<string, string>> = {
  readConfigItems: 'config_not_found', // its token is not presented
  readConfigItem: 'config_not_found',
  readConfigDigest: 'config_not_found',
  getTestClock: 'test_clock_not_found', // there is none
  advanceTestClock: 'test_clock_not_found',
  retryOperation: 'operation_not_found', // only what has not ended
  giveUpOperation: 'operation_not_found',
  joinRestTeam: 'invitation_not_found', // made for somebody else
  decideDeviceLogin: 'device_login_not_found', // its code is made up
  addMember: 'person_not_found', // nobody has the address
  createPasswordReset: 'person_not_found',
  sendMailAgain: 'mail_not_found', // none is sent
  rewrapDataKeys: 'key_not_found', // its id is made up
  getReconciliation: 'reconciliation_not_found', // nothing was compared
  listFindings: 'reconciliation_not_found',
  repairFinding: 'finding_not_found',
  rotateCredentials: 'wrong_client_secret', // the second proof is not presented
  revokeCredentials: 'wrong_client_secret',
  exchangeSsoToken: 'wrong_client_secret',
  exchangeAccountCode: 'wrong_client_secret',
  uninstallEmpty: 'resources_remain',
};

/** The credential of whoever may call an endpoint about what is theirs. */
export function rightfulTokens(world: World, theirs: Belongings) {
  return ({ access: { kind } }: HostEndpoint): string =>
    ({
      operator: world.owner.token,
      service: theirs.serviceSecret,
      installation: theirs.providerSecret,
    })[kind as string] ?? theirs.stage.owner.token;
}

const order = ['GET', 'PATCH', 'POST', 'PUT'];
/** Operators come last, because they can stop a team from doing anything more. */
const rank = ({ method, path, access }: HostEndpoint) =>
  (access.kind === 'operator' ? 1000 : 0) + order.indexOf(method) * 100 - path.split('/').length;

/**
 * The same requests by those whose things they are about: the ones that are not let in and should
 * be. Without this, a matrix of made-up addresses would find no leak either.
 */
export async function keptOut(
  world: World,
  theirs: Belongings,
  isTried: (endpoint: HostEndpoint) => boolean,
): Promise<readonly string[]> {
  const places = placesOf(theirs);
  const tokenFor = rightfulTokens(world, theirs);
  const found: string[] = [];
  const endpoints = everyEndpoint.filter(isTried).sort((one, other) => rank(one) - rank(other));
  for (const endpoint of endpoints) {
    const answer = await send(world.url, requestFor(endpoint, places), tokenFor(endpoint));
    const reason = reasonOf(answer);
    const isRefused = [401, 403, 404].includes(answer.status) || answer.status >= 500;
    if (isRefused && refusedToAll[endpoint.id] !== reason) {
      found.push(`${endpoint.id}: ${answer.status} ${reason}`);
    }
  }
  return found;
}
