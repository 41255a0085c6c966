import {
  type Action,
  type ApiAccess,
  type ApiScope,
  type ApiScopes,
  apiAccess,
  apiScope,
  projectId,
} from '@kontor/protocol/vocabulary';
import type { Grant } from '../access/grant.ts';
import { beginInstallation, type Installation } from './installation.ts';

/** How long a code of a linked account is good for. @see spec/installations.md — INS-30 */
export const linkCodeLifetimeMs = 30 * 60 * 1000;
/** How long a disabled one waits for somebody to take it over. @see spec/partner-api.md §13.4 */
export const disabledLifetimeMs = 30 * 24 * 60 * 60 * 1000;

/** Why a linked account is disabled. The names are the protocol's. @see spec/platform-api.md §3.1 */
export type DisabledReason = 'original-owner-left-the-team' | 'original-owner-role-downgraded';

type Linked = Pick<
  Installation,
  'id' | 'teamId' | 'integrationId' | 'installedBy' | 'source' | 'projects'
>;

/** An account that exists at the provider, linked: there is nothing to open, so it is in use at once. */
export function linkAccount(linked: Linked, requested: ApiScopes, at: Date): Installation {
  const begun = beginInstallation({ ...linked, kind: 'connectable', acceptedPolicies: {} }, at);
  return {
    ...begun,
    projects: linked.projects,
    lifecycle: 'installed',
    status: 'ready',
    scopes: scopeTexts(requested),
  };
}

/** Scopes as installations and webhooks name them, such as `read-write:project`. */
export function scopeTexts(scopes: ApiScopes): string[] {
  return apiScope.options.flatMap((scope) => {
    const access = scopes[scope];
    return access === undefined ? [] : [`${access}:${scope}`];
  });
}

/**
 * What a token is good for: what the team has confirmed, as far as the provider still asks for it. So
 * what is asked for in addition waits, and what is given up counts at once.
 *
 * @see spec/partner-api.md §13.3
 */
export function effectiveScopes(confirmed: readonly string[], requested: ApiScopes): ApiScopes {
  const granted = scopesOf(confirmed);
  const narrower = (one?: ApiAccess, other?: ApiAccess) =>
    one === undefined || other === undefined ? undefined : one === 'read' ? one : other;
  return Object.fromEntries(
    apiScope.options.flatMap((scope) => {
      const access = narrower(granted[scope], requested[scope]);
      return access === undefined ? [] : [[scope, access]];
    }),
  );
}

/** What the provider asks for and the team has not confirmed. */
export function pendingScopes(confirmed: readonly string[], requested: ApiScopes): string[] {
  const effective = scopeTexts(effectiveScopes(confirmed, requested));
  return scopeTexts(requested).filter((text) => !effective.includes(text));
}

function scopesOf(texts: readonly string[]): ApiScopes {
  return Object.fromEntries(
    texts.flatMap((text) => {
      const [access, scope] = text.split(':');
      const parsed = [apiScope.safeParse(scope), apiAccess.safeParse(access)] as const;
      return parsed[0].success && parsed[1].success ? [[parsed[0].data, parsed[1].data]] : [];
    }),
  );
}

/**
 * What each scope lets a token do here. What has no actions is about things that this host has not. No
 * scope reaches the people of a team, its tokens, or what else it has installed.
 */
const actionsOfScope = {
  'integration-configuration': { read: ['installation:read'], write: [] },
  deployment: { read: ['project:read'], write: ['deployment:write'] },
  'deployment-check': { read: ['project:read'], write: ['deployment:write'] },
  'edge-config': { read: [], write: [] },
  project: { read: ['project:read'], write: ['project:write'] },
  'project-env-vars': { read: ['environment:read-values'], write: ['variable:write'] },
  'global-project-env-vars': {
    read: ['shared-variable:read', 'shared-variable:read-values'],
    write: ['shared-variable:write'],
  },
  team: { read: ['team:read'], write: [] },
  user: { read: [], write: [] },
  'log-drain': { read: [], write: [] },
  domain: { read: [], write: [] },
  billing: { read: ['billing:read', 'invoice:read'], write: ['purchase:make', 'billing:manage'] },
} as const satisfies Record<ApiScope, { read: readonly Action[]; write: readonly Action[] }>;

/** What the token of a linked account may do in its team. */
export function grantOfScopes(scopes: ApiScopes, projects: readonly string[] | null): Grant {
  const actions = apiScope.options.flatMap((scope): readonly Action[] => {
    const access = scopes[scope];
    if (access === undefined) return [];
    const { read, write } = actionsOfScope[scope];
    return access === 'read' ? read : [...read, ...write];
  });
  const limit = projects === null ? {} : { projects: projects.map((id) => projectId.parse(id)) };
  return { role: 'owner', actions: [...new Set(actions)], ...limit };
}
