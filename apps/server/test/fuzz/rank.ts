import type { HostEndpoint } from '@kontor/protocol';
import { parametersOf } from '../isolation/endpoints.ts';

/** What else goes when something is deleted, by the parameter that names it: the more the later. */
const TAKE_ALONG = [
  ...['resource', 'store', 'resourceId', 'service', 'externalProject', 'project', 'externalUser'],
  ...['installation', 'installationId', 'externalTeam', 'team'],
];

/**
 * The order in which requests find most of what they are about: what takes things away comes last, first
 * what takes nothing else along, and what an operator may stop comes after everything that it would stop.
 */
export function rank(endpoint: HostEndpoint): number {
  const { method, access, path } = endpoint;
  const ofOperators = access.kind === 'operator' ? 1000 : 0;
  if (method !== 'DELETE') return ofOperators;
  const named = parametersOf(endpoint).at(-1) ?? '';
  const isOfIt = path.endsWith(`{${named}}`);
  return ofOperators + 100 + (isOfIt ? TAKE_ALONG.indexOf(named) + 1 : 0);
}
