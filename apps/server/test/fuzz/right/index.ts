import type { HostEndpoint } from '@kontor/protocol';
import { type Places, placesOf } from '../../isolation/places.ts';
import { type Request, requestFor } from '../../isolation/requests.ts';
import { rightfulTokens } from '../../isolation/rightful.ts';
import { catalogMakings } from './catalog.ts';
import { installationMakings } from './installations.ts';
import type { Makings, Right, Stage } from './making.ts';
import { moneyMakings } from './money.ts';
import { operatorMakings } from './operator.ts';
import { peopleMakings } from './people.ts';
import { projectMakings } from './projects.ts';
import { resourceMakings } from './resources.ts';
import { transferMakings } from './transfers.ts';

const makings: Makings = {
  ...{ ...peopleMakings, ...transferMakings, ...projectMakings, ...catalogMakings },
  ...{ ...installationMakings, ...resourceMakings, ...moneyMakings, ...operatorMakings },
};

/** A request that its endpoint does what it is asked for, and what stands in its path. */
export type Aim = {
  readonly request: Request;
  readonly places: Places;
  readonly token: string;
};

/** Makes what an endpoint can be asked about now, and the request that asks for it. */
export async function aimAt(endpoint: HostEndpoint, stage: Stage): Promise<Aim> {
  return aim(endpoint, stage, await makings[endpoint.id]?.(stage));
}

/** The same of what was there already, where others use up what a team may have. */
export function aimWithout(endpoint: HostEndpoint, stage: Stage): Aim {
  return aim(endpoint, stage, undefined);
}

function aim(endpoint: HostEndpoint, { world, theirs }: Stage, right: Right = {}): Aim {
  const { at = {}, query, body, token } = right;
  const known = placesOf(theirs);
  const places: Places = (name, of) => at[name] ?? known(name, of);
  const usual = requestFor(endpoint, places);
  const [path] = usual.address.split('?');
  return {
    request: {
      ...usual,
      ...(query && { address: `${path}?${new URLSearchParams(query)}` }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
    places,
    token: token ?? rightfulTokens(world, theirs)(endpoint),
  };
}
