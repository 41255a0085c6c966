import type * as z from 'zod';
import type { Action } from './vocabulary/actions.ts';
import type { EventType } from './vocabulary/event-type.ts';
import type { ServiceScope } from './vocabulary/service-scope.ts';

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/** What every endpoint states, whichever side serves it. */
type Operation = {
  /** Stable name in camel case; also the `operationId` of the OpenAPI document. */
  readonly id: string;
  readonly method: Method;
  /** Path below the base address, with `{name}` for each parameter. */
  readonly path: `/${string}`;
  /** One sentence for people: what calling it achieves. */
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly request?: z.ZodType;
  /** Schema of each declared answer by status; `null` where the answer has no body. */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
};

/** Whom a token of the host speaks for when it calls a provider. */
export type CallerKind = 'user' | 'system';

/**
 * One call of the host to a provider's integration server.
 *
 * @see spec/partner-api.md §4
 */
export type PartnerEndpoint = Operation & {
  readonly callers: readonly [CallerKind, ...CallerKind[]];
  /** Whether the host sends `Idempotency-Key`: on everything that changes something. */
  readonly idempotencyKey: boolean;
};

/** Who may call an endpoint of the host. */
export type Access =
  /** No credential is needed. */
  | { readonly kind: 'public' }
  /** A signed-in person, by session or personal token; no team is involved. */
  | {
      readonly kind: 'person';
      /** Whether a personal token that is limited to a team is enough: it then sees that team alone. */
      readonly limited?: true;
    }
  /** A member (or a machine token) of the team in the path who may do `action` there. */
  | {
      readonly kind: 'team';
      readonly action: Action;
      /** Whether no agent may do it for the member. */
      readonly inPerson?: true;
      /** Whether it makes or changes something although its action goes on in a suspended team: it waits there. */
      readonly waits?: true;
      /** Whether it only ends what lets somebody in, and so goes on in a suspended team although its action does not. */
      readonly ends?: true;
    }
  /**
   * The same, with the team named by the query `teamId` or `slug`, else that of the token, else the
   * person's first team.
   *
   * @see spec/platform-api.md §1.3
   */
  | { readonly kind: 'scope'; readonly action: Action }
  /** The same, or a provider with the access token of any installation of its own. */
  | { readonly kind: 'scope-or-installation'; readonly action: Action }
  /** The provider, with the access token of the installation in the path. */
  | { readonly kind: 'installation' }
  /** A platform that this host runs beside, with a token of its service that has the scope. */
  | { readonly kind: 'service'; readonly scope: ServiceScope }
  /** A person who runs this host. */
  | { readonly kind: 'operator' };

/**
 * How often one caller may call an endpoint.
 *
 * @see spec/partner-api.md §15.2
 */
export type RateLimit = {
  readonly requests: number;
  /** Length of the window that they are counted in, from its first call on. */
  readonly windowSeconds: number;
  /**
   * Who is counted by itself: each installation, each person (or machine token), each team, or, where
   * nobody is known yet, each network address.
   */
  readonly per: 'installation' | 'person' | 'team' | 'address';
};

/** One call that the host answers. */
export type HostEndpoint = Operation & {
  readonly access: Access;
  /** Other paths of the same call, with the same parameters: older versions, other spellings. */
  readonly aliases?: readonly `/${string}`[];
  /** Whether the body may also come as `application/x-www-form-urlencoded`. */
  readonly acceptsForm?: boolean;
  /** How often it may be called; unlimited where nothing is stated. */
  readonly rateLimit?: RateLimit;
  /** Largest body that is read, in bytes, where it is not the host's usual one. */
  readonly maxBodyBytes?: number;
  /** Its answer comes as a stream of JSON lines, or of what `media` says; the schemas tell what all of them together are. */
  readonly streams?: true;
  /** The media type of what it answers when all goes well, where that is no JSON: a file, or a stream. */
  readonly media?: string;
  /** The event it leaves in the log, or why it leaves none: nobody may forget to decide. */
  readonly audit: { readonly event: EventType } | { readonly none: string };
};
