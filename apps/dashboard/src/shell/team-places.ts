import type { Action } from '@kontor/protocol';
import { useQuery } from '@tanstack/react-query';
import { read } from '../api/read.ts';
import { areaAddress, areas } from './areas.ts';
import { ofAccount, ofHost } from './host-places.ts';
import type { Place } from './palette-dialog.tsx';
import { type TeamPage, teamPages } from './team-pages.ts';
import { usePrepaid } from './use-prepaid.ts';
import { useMay, useMaySee, useMe, useSuspension, useTeamSlug } from './use-team.ts';

type Beginning = TeamPage & {
  readonly needs: Action;
  /** Whether it waits while the team is suspended, although what it needs does not. */
  readonly waits?: true;
  /** Whether it is about a balance, which only something that is paid before it is used has. */
  readonly isOfBalance?: true;
};

/** What one begins most often, at the address of the dialog or form for it. */
const beginnings: readonly Beginning[] = [
  { name: 'New resource', path: '/catalog', needs: 'resource:write' },
  { name: 'New project', path: '/projects?open=new-project', needs: 'project:write' },
  { name: 'Invite somebody', path: '/settings/members?open=invite', needs: 'member:manage' },
  { name: 'Add a member', path: '/settings/members?open=add-member', needs: 'member:manage' },
  { name: 'New token', path: '/settings/tokens?open=new-token', needs: 'token:manage' },
  { name: 'New webhook', path: '/settings/webhooks?open=new-webhook', needs: 'webhook:manage' },
  { name: 'New agent', path: '/agents?open=new-agent', needs: 'installation:read', waits: true },
  { name: 'New limit', path: '/billing/limits?open=new-limit', needs: 'billing:manage' },
  {
    name: 'Buy balance',
    path: '/billing/balances?open=buy-balance',
    needs: 'purchase:make',
    isOfBalance: true,
  },
  {
    name: 'New top-up rule',
    path: '/billing/top-ups?open=new-rule',
    needs: 'billing:manage',
    isOfBalance: true,
  },
  {
    name: 'Add payment method',
    path: '/billing/payment-methods?open=add-payment-method',
    needs: 'billing:manage',
  },
  {
    name: 'Register integration',
    path: '/integrations?open=register',
    needs: 'integration:manage',
  },
];

/**
 * Every page that the viewer has any use of, what they may begin, and what the team has by name. One after the
 * other, as a team may have ten thousand resources.
 */
export function useTeamPlaces(): Iterable<Place> {
  const team = useTeamSlug();
  const may = useMay();
  const maySee = useMaySee();
  const isSuspended = useSuspension() !== undefined;
  const isOperator = useMe().data?.person.isOperator === true;
  const { prepaid } = usePrepaid(asItIs);
  const home = `/t/${encodeURIComponent(team)}`;
  const shown = areas.filter(({ needs }) => maySee(needs));
  const pages = shown.map((area) => ({
    address: areaAddress(team, area),
    name: area.name,
    kind: 'page',
  }));
  const below = shown.flatMap(({ name: area }) =>
    ((teamPages as Readonly<Record<string, readonly TeamPage[]>>)[area] ?? [])
      .filter(({ needs }, place) => place > 0 && (needs === undefined || maySee(needs)))
      .map(({ name, path }) => ({ address: home + path, name, kind: area })),
  );
  const begin = beginnings
    .filter(({ needs }) => may(needs))
    .filter(({ waits }) => !(waits && isSuspended))
    .filter(({ isOfBalance }) => !(isOfBalance && prepaid.length === 0))
    .map(({ name, path }) => ({ address: home + path, name, kind: 'action' }));
  const host = isOperator ? ofHost : [];
  const named = useNamed(team);
  const all = [...pages, ...begin, ...below, ...ofAccount, ...host];
  // gone through anew with each letter that one types
  return { [Symbol.iterator]: () => concat(all, home, named) };
}

/** What the team has may be much, and what changes is read again anyway: opening the list asks for nothing. */
const asItIs = { staleTime: Number.POSITIVE_INFINITY };

function useNamed(team: string) {
  const params = { team };
  const projects = useQuery({ ...read('listProjects', { params }), ...asItIs });
  const resources = useQuery({ ...read('listTeamResources', { params }), ...asItIs });
  return { projects: projects.data?.projects ?? [], resources: resources.data?.resources ?? [] };
}

function* concat(
  pages: readonly Place[],
  home: string,
  { projects, resources }: ReturnType<typeof useNamed>,
): Generator<Place> {
  yield* pages;
  for (const { name } of projects)
    yield { address: `${home}/projects/${encodeURIComponent(name)}`, name, kind: 'project' };
  for (const { id, name } of resources)
    yield { address: `${home}/resources/${id}`, name, kind: 'resource' };
}
