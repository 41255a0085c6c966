import type { IncomingHttpHeaders } from 'node:http';
import type { Grant, Refusal, Result } from '@kontor/core';
import type { Role, ServiceScope } from '@kontor/protocol/vocabulary';

import type { Soon } from '../soon.ts';
import type { PersonCaller } from './route.ts';

/** Whom a credential speaks for, before any team or installation in the path is looked at. */
export type Principal =
  | { readonly kind: 'person'; readonly person: PersonCaller }
  | {
      readonly kind: 'machine';
      readonly tokenId: string;
      readonly teamId: string;
      readonly grant: Grant;
    }
  | {
      readonly kind: 'service';
      readonly tokenId: string;
      readonly serviceId: string;
      readonly name: string;
      readonly signsPeopleIn: boolean;
      readonly scopes: readonly ServiceScope[];
    }
  | {
      readonly kind: 'installation';
      readonly tokenId: string;
      readonly installationId: string;
      readonly teamId: string;
      readonly integrationId: string;
      /** The time by which its team is billed, where that is not the real one. */
      readonly testClock?: Date | null;
      /** What a linked account may do for its team; a native installation has nothing beside its own calls. */
      readonly grant?: Grant;
    };

export type TeamSummary = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
  /** The team's time, where it is on a test clock. */
  readonly testClock?: Date | null;
  /** Why an operator has suspended it, where one has. */
  readonly suspension?: string | null;
};

/**
 * What the edge asks about callers; implemented over sessions and tokens. Whoever called a moment ago is
 * answered at once.
 */
export type Callers = {
  /** The clock that tokens end by. */
  readonly now: () => Date;
  /**
   * Reads the credential of a request: a bearer token, or a session cookie. A cookie counts for a
   * change only when the request comes from our own pages.
   */
  readonly authenticate: (
    headers: IncomingHttpHeaders,
    method: string,
  ) => Soon<Result<Principal, Refusal>>;
  /** The team by id or slug, with the person's role in it; undefined when they are no member. */
  readonly membership: (
    userId: string,
    team: string,
    /** Now, for who knows it already. */
    at?: Date,
  ) => Soon<{ readonly team: TeamSummary; readonly role: Role } | undefined>;
  /** The id of the team that the person has belonged to for longest. */
  readonly firstTeam: (userId: string) => Soon<string | undefined>;
  /** The team by id or slug. */
  readonly team: (team: string) => Soon<TeamSummary | undefined>;
};
