import type { Action, ProjectId, Role, TeamId, TokenId } from '@kontor/protocol/vocabulary';
import { type Refusal, refuse } from '../../refusal.ts';
import { ok, type Result } from '../../result.ts';
import { may } from '../access/roles.ts';
import type { OperationKind } from '../operation/operation.ts';
import type { Budget } from './budget.ts';

/** A product that an agent may touch; null for all of its integration. */
export type MandatedProduct = {
  readonly integrationId: string;
  readonly productId: string | null;
};

/** What a person lets an agent do in their place in one team, until it ends. */
export type Mandate = {
  readonly tokenId: TokenId;
  readonly teamId: TeamId;
  /** The person that it is on behalf of. */
  readonly userId: string;
  /** What the agent is called. */
  readonly agent: string;
  readonly actions: readonly Action[];
  /** Null for all of them, as in the next two. */
  readonly projects: readonly ProjectId[] | null;
  readonly environments: readonly string[] | null;
  readonly products: readonly MandatedProduct[] | null;
  /** Null where anything that costs something is asked for. */
  readonly budget: Budget | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
};

/** A mandate, with what its person is in the team now; null where they left. */
export type StandingMandate = Mandate & { readonly role: Role | null };

/** What an agent may do whose person says nothing of that: build, and see no values. */
export const givenByDefault = [
  'team:read',
  'project:read',
  'shared-variable:read',
  'installation:read',
  'integration:read',
  'event:read',
  'billing:read',
  'project:write',
  'deployment:write',
  'variable:write',
  'resource:write',
  'connection:write',
  'installation:manage',
  'purchase:make',
] as const satisfies readonly Action[];

/** What something is about: a product, or an integration as a whole. */
export type ProductPlace = { readonly integrationId: string; readonly productId: string | null };

/** The right that each kind of operation needs. */
export const rightFor = {
  install: 'installation:manage',
  'update-installation': 'installation:manage',
  'renew-installation': 'installation:manage',
  uninstall: 'installation:manage',
  provision: 'resource:write',
  'update-resource': 'resource:write',
  'delete-resource': 'resource:write',
  'rotate-secrets': 'resource:write',
  'provision-purchase': 'purchase:make',
  'remove-leftover': 'resource:write',
} as const satisfies Record<OperationKind, Action>;

/**
 * Whether an agent may still do something to a product: while its token lives, as far as its person may
 * at this moment, and within the products it was given. An installation as a whole may be touched by
 * whoever was given any product of it.
 */
export function judgeMandate(
  mandate: StandingMandate | undefined,
  {
    action,
    place,
    at,
  }: { readonly action: Action; readonly place: ProductPlace; readonly at: Date },
): Result<StandingMandate, Refusal> {
  if (mandate === undefined || hasEnded(mandate, at)) {
    return refuse(
      'unauthenticated',
      'The token of the agent has ended. Ask its person for another.',
    );
  }
  const { agent, role } = mandate;
  if (role === null || !may(role, action)) {
    return refuse(
      'forbidden',
      `This needs the permission ${action}, which the person that ${agent} acts for does not have here any more.`,
      { action },
    );
  }
  if (!mandate.actions.includes(action)) {
    return refuse('forbidden', `${agent} was not given the permission ${action}.`, { action });
  }
  return reaches(mandate, place) ? ok(mandate) : outOfReach(mandate);
}

export function hasEnded({ expiresAt, revokedAt }: Mandate, at: Date): boolean {
  return revokedAt !== null || (expiresAt !== null && at >= expiresAt);
}

function reaches({ products }: Mandate, { integrationId, productId }: ProductPlace): boolean {
  if (products === null) return true;
  return products.some(
    (each) =>
      each.integrationId === integrationId &&
      (each.productId === null || productId === null || each.productId === productId),
  );
}

function outOfReach({ agent }: Mandate) {
  return refuse(
    'forbidden',
    `${agent} was given other products than this one. Ask its person for a token that names it.`,
  );
}
