import * as z from 'zod';

/**
 * What can be done inside a team. A role is a set of these, and a token may be narrowed to some.
 *
 * The part before the colon is the noun, the part after it how far it goes.
 */
export const action = z.enum([
  'team:read',
  'team:manage',
  'member:manage',
  'token:manage',
  'project:read',
  'project:write',
  'environment:read-values',
  'deployment:write',
  'variable:write',
  'shared-variable:read',
  'shared-variable:read-values',
  'shared-variable:write',
  'installation:read',
  'installation:manage',
  'resource:write',
  'connection:write',
  'integration:read',
  'integration:manage',
  'event:read',
  'webhook:manage',
  'billing:read',
  'invoice:read',
  'purchase:make',
  'billing:manage',
  'clock:manage',
]);
export type Action = z.infer<typeof action>;

/**
 * What a person may let an agent do in their place: what changes nothing about the team itself, its
 * people, its money and what speaks for it.
 */
export const agentAction = action.exclude([
  'team:manage',
  'member:manage',
  'token:manage',
  'integration:manage',
  'webhook:manage',
  'billing:manage',
  'clock:manage',
]);
export type AgentAction = z.infer<typeof agentAction>;
