import type { Agent, Delegated, Role, Team, Token } from './model.ts';

/** Who may do what, as docs/security.md and the roles of the protocol say it. */
const rights = {
  'team:read': 'owner member developer billing viewer',
  'project:read': 'owner member developer billing viewer',
  'installation:read': 'owner member developer billing viewer',
  'project:write': 'owner member developer',
  'variable:write': 'owner member developer',
  'environment:read-values': 'owner member developer',
  'shared-variable:write': 'owner member developer',
  'resource:write': 'owner member developer',
  'connection:write': 'owner member developer',
  'installation:manage': 'owner member',
  'token:manage': 'owner member',
  'webhook:manage': 'owner member',
  'team:manage': 'owner',
  'member:manage': 'owner',
  'purchase:make': 'owner billing',
  'billing:manage': 'owner billing',
  'clock:manage': 'owner',
} as const satisfies Readonly<Record<string, string>>;
export type Right = keyof typeof rights;

export type Caller =
  | { readonly kind: 'person'; readonly person: number; readonly through?: Through }
  | { readonly kind: 'token'; readonly token: Token; readonly team: Team };

/** How a person acts who has no other way in: by a token of their platform, in one team. */
export type Through = { readonly token: Delegated; readonly team: Team };

/** The provider of an installation, which speaks by its token. */
export type ProviderCaller = { readonly kind: 'provider'; readonly token: string };

/** The platform beside the host, which speaks by a token of its service. */
export type PlatformCaller = { readonly kind: 'platform' };

/** What buys in the place of a person. */
export type AgentCaller = { readonly kind: 'agent'; readonly agent: Agent };

export type Place = {
  /** Whether the address names a project; what is inside it is judged where it is known. */
  readonly project?: string;
  readonly environments?: readonly string[];
};

/** Why a caller is turned away at the door of a team, if so. */
export function turnedAway(
  team: Team,
  caller: Caller,
  right: Right,
  place: Place = {},
): string | undefined {
  if (caller.kind === 'person') {
    const role = team.members.get(caller.person);
    const isElsewhere = caller.through !== undefined && caller.through.team !== team;
    if (role === undefined || isElsewhere) return 'team_not_found';
    return has(role, right) ? undefined : 'forbidden';
  }
  const { token } = caller;
  if (token.isRevoked) return 'unauthenticated';
  if (caller.team !== team) return 'team_not_found';
  if (!hasRight(token, right)) return 'forbidden';
  // what names no project is not for who is kept to some
  const isLimited = token.projects !== undefined || token.environments !== undefined;
  return place.project === undefined && isLimited ? 'forbidden' : undefined;
}

/** Why a caller who is let in may not act in a project, if so. */
export function keptOut(caller: Caller, project: string): string | undefined {
  if (caller.kind === 'person') return undefined;
  const { projects } = caller.token;
  return projects?.includes(project) === false ? 'project_not_found' : undefined;
}

/** Why a caller may not touch these environments, if so; none named is the project as a whole. */
export function keptFrom(caller: Caller, environments?: readonly string[]): string | undefined {
  if (caller.kind === 'person' || caller.token.environments === undefined) return undefined;
  const own = caller.token.environments;
  return environments?.every((each) => own.includes(each)) ? undefined : 'forbidden';
}

export function has(role: Role, right: Right): boolean {
  return rights[right].split(' ').includes(role);
}

export function hasRight({ role, actions }: Token, right: Right): boolean {
  return has(role, right) && (actions?.includes(right) ?? true);
}

/** Whether one role has everything that another has. */
export function isAtLeast(role: Role, other: Role): boolean {
  return Object.keys(rights).every((right) => {
    const each = right as Right;
    return has(role, each) || !has(other, each);
  });
}
