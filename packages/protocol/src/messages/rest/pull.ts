import * as z from 'zod';
import type { HostEndpoint } from '../../endpoint.ts';
import { refusals } from '../platform/refusals.ts';
import { scopeQuery } from './scope.ts';

const values = z.record(z.string(), z.string());

/** Everything that an environment has, as the protocol's command line writes it into a file. @see spec/platform-api.md §5 */
const pulled = {
  method: 'GET',
  access: { kind: 'scope', action: 'environment:read-values' },
  query: scopeQuery.extend({ source: z.string().max(128).optional() }),
  responses: {
    200: z.object({ env: values, buildEnv: values.describe('The same: builds read no other.') }),
    ...refusals,
  },
  audit: { event: 'environment.read' },
} as const satisfies Omit<HostEndpoint, 'id' | 'path' | 'summary'>;

export const pullDevelopment = {
  ...pulled,
  id: 'pullDevelopment',
  path: '/v3/env/pull/{project}',
  summary: 'Reads every variable of development with its value.',
} as const satisfies HostEndpoint;

export const pullTarget = {
  ...pulled,
  id: 'pullTarget',
  path: '/v3/env/pull/{project}/{environment}',
  summary: 'Reads every variable of an environment with its value.',
} as const satisfies HostEndpoint;

export const pullBranch = {
  ...pulled,
  id: 'pullBranch',
  path: '/v3/env/pull/{project}/{environment}/{gitBranch}',
  summary:
    'Reads every variable of preview as deployments of a branch do; other environments know no branches.',
} as const satisfies HostEndpoint;
