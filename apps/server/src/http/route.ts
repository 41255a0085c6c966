import type { Actor, Grant, Mandate, Refusal, Result } from '@kontor/core';
import type { HostEndpoint } from '@kontor/protocol';
import type { ProjectId } from '@kontor/protocol/vocabulary';

import type * as z from 'zod';

/** A person as every handler sees them. */
export type PersonCaller = {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly isOperator: boolean;
  /** The personal token presented, or null for a session. */
  readonly tokenId: string | null;
  /** The session of the browser, where it is one. */
  readonly sessionId?: string;
  /** When that token ends, if it does. */
  readonly expiresAt?: Date;
  /** When they signed in, where a session says who they are. */
  readonly signedInAt?: Date;
  /** The one team that the token is limited to, if it is. */
  readonly limits?: TokenLimits;
  /** The service that acts for the person with this token, if one does. */
  readonly serviceId?: string;
  /** What an agent may do that acts for the person with this token, if one does. */
  readonly mandate?: Mandate;
};

/** Where a personal token is good that is not good everywhere: in one team, perhaps in some projects. */
export type TokenLimits = { readonly teamId: string; readonly projects?: readonly ProjectId[] };

/** Somebody acting inside one team: a member or a machine. */
export type TeamCaller = {
  readonly team: {
    readonly id: string;
    readonly slug: string;
    readonly name: string;
    readonly createdAt: Date;
    /** The team's time, where it is on a test clock. */
    readonly testClock?: Date | null;
    /** Why an operator has suspended it, where one has. */
    readonly suspension?: string | null;
  };
  /** What the caller may do here, already narrowed to the token. */
  readonly grant: Grant;
  /** When they called: the time by which the grant is judged. */
  readonly at: Date;
  readonly actor: Actor;
  /** The person behind it, or null for a machine. */
  readonly person: PersonCaller | null;
};

/** A provider, acting for one of its installations. */
export type InstallationCaller = {
  readonly installationId: string;
  readonly teamId: string;
  readonly integrationId: string;
  readonly tokenId: string;
  /** The team's time, where it is on a test clock. */
  readonly testClock?: Date | null;
  readonly actor: Actor;
};

/** A platform, calling as a service of the host. */
export type ServiceCaller = {
  readonly serviceId: string;
  readonly name: string;
  /** Whether its ids of people are the subjects of the identity provider of this host. */
  readonly signsPeopleIn: boolean;
  readonly tokenId: string;
  readonly actor: Actor;
};

type CallerOf<Kind> = Kind extends 'team' | 'scope'
  ? TeamCaller
  : Kind extends 'scope-or-installation'
    ? TeamCaller | InstallationCaller
    : Kind extends 'installation'
      ? InstallationCaller
      : Kind extends 'public'
        ? null
        : Kind extends 'service'
          ? ServiceCaller
          : PersonCaller;

type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** One request, parsed and authorised. */
export type Call<E extends HostEndpoint> = {
  readonly params: Readonly<Record<ParamName<E['path']>, string>>;
  readonly query: OutputOf<E extends { query: infer Query } ? Query : undefined>;
  readonly body: OutputOf<E extends { request: infer Request } ? Request : undefined>;
  readonly caller: CallerOf<E['access']['kind']>;
  /** First value of a request header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** The caller's Idempotency-Key, made unique to the caller. */
  readonly callerKey: string | null;
  readonly requestId: string;
  /** Where the request came from. */
  readonly address: string;
  /** W3C trace id that everything done for this request carries. */
  readonly traceId: string;
};

/** One of the answers that the endpoint declares. */
export type Answer<E extends HostEndpoint> = {
  [Status in keyof E['responses'] & number]: {
    readonly status: Status;
    readonly body: E['responses'][Status] extends z.ZodType
      ? z.input<E['responses'][Status]>
      : null;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof E['responses'] & number];

export type Outcome<E extends HostEndpoint> = Result<Answer<E>, Refusal>;

/** An endpoint with what answers it, its types set aside so that routes can stand in one list. */
export type Route = {
  readonly endpoint: HostEndpoint;
  readonly handle: (call: never) => Promise<Result<AnyAnswer, Refusal>>;
};
export type AnyAnswer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Joins an endpoint and its handler, and checks that they fit. */
export function route<const E extends HostEndpoint>(
  endpoint: E,
  handle: (call: Call<E>) => Promise<Outcome<E>>,
): Route {
  return { endpoint, handle };
}
