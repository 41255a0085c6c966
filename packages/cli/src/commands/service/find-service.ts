import type { Service } from '@kontor/protocol/kontor';
import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import type { Session } from '../../session.ts';

export const serviceArgument = { service: argument('Service, by name or id.') };

export async function servicesOf({ call }: Session): Promise<readonly Service[]> {
  return (await call(serviceEndpoints.listServices, {})).body.services;
}

/** The service that somebody means by its name or id. */
export async function findService(session: Session, named: string): Promise<Service> {
  return oneOf(named, await servicesOf(session), {
    noun: 'service',
    names: ({ name, id }) => [name, id],
    tell: ({ id, name }) => `${id} (${name})`,
  });
}
