import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformBeside } from '../services/platform.ts';
import { install } from '../world/story.ts';
import { tokenOf } from '../world/voice.ts';
import type { Person, World } from '../world/world.ts';
import type { Belongings } from './belongings.ts';
import { done } from './done.ts';

/** Somebody who comes to an address that is mounted by hand, and has no business with what it is about. */
export type Stranger = {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What they may name as theirs. */
  readonly team: string;
};

/** Those who come with nothing, and those who come with what is good elsewhere. */
export async function strangers(world: World, theirs: Belongings): Promise<readonly Stranger[]> {
  const grace = await world.signUp('Grace');
  await done(grace.api(k.createTeam, { body: { name: 'Globex', slug: 'globex' } }));
  const { team } = await done(grace.api(k.getTeam, { params: { team: 'globex' } }));
  const elsewhere = await install({ ...theirs.stage, owner: grace, team: 'globex' });
  const platform = await platformBeside(world);
  const withToken = (token: string) => ({ authorization: `Bearer ${token}` });
  const of = (name: string, headers: Stranger['headers']) => ({ name, headers, team: team.id });
  return [
    of('nobody', {}),
    of('a session that nobody has', { ...fromOwnPage(world), cookie: madeUp }),
    of('a person of another team, signed in', await session(world, grace)),
    of('a person of another team, by token', withToken(grace.token)),
    of('another installation', withToken(tokenOf(theirs.stage, elsewhere))),
    of('its own provider', withToken(theirs.providerSecret)),
    of('another platform', withToken(platform.token.secret)),
    of('what the host vouched with', withToken(theirs.jwt)),
    ...(await narrowed(theirs)).map(([name, token]) => of(name, withToken(token))),
  ];
}

/** What its own owner has handed out for less than a person may do at such an address. */
async function narrowed({ stage, agentSecret, projectId, machineSecret }: Belongings) {
  const { owner, team } = stage;
  const limited = async (body: object) =>
    (await done(owner.api(k.createToken, { body: { name: 'limited', team, ...body } }))).secret;
  return [
    ['a machine of its own', machineSecret],
    ['an agent of its owner', agentSecret],
    ['a token of its owner for this team', await limited({})],
    ['a token of its owner for one project', await limited({ projects: [projectId] })],
  ] as const;
}

const madeUp = `better-auth.session_token=${'x'.repeat(32)}.${'y'.repeat(44)}`;

const fromOwnPage = ({ url }: Pick<World, 'url'>) => ({
  origin: url,
  'sec-fetch-site': 'same-origin',
});

/** What a browser sends once somebody has signed in. */
export async function session(
  { url }: Pick<World, 'url'>,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${url}/kontor/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
  if (!answer.ok || cookies.length === 0) throw new Error(await answer.text());
  return { ...fromOwnPage({ url }), cookie: cookies.join('; ') };
}

/** What an integration needs for people to sign on at it, and to link accounts that they have there. */
export const consoleOf = {
  redirectLoginUrl: 'https://console.scripted.test/sso',
  redirectUrl: 'https://console.scripted.test/link',
  openidRedirectUrls: ['https://console.scripted.test/callback'],
  kinds: ['native', 'connectable'],
  apiScopes: { project: 'read' },
} satisfies Record<string, unknown>;

type Visit = {
  /** `POST /install/:` */
  readonly address: string;
  readonly stranger: Stranger;
  readonly theirs: Belongings;
  /** The team that is named: the one whose things those are, unless told. */
  readonly team?: string;
};

/** Comes to an address about what is `theirs`, and answers everything that came back. */
export async function visit(url: string, { address, stranger, theirs, team }: Visit) {
  const [method = '', path = ''] = address.split(' ');
  const fields = fieldsOf(theirs, team ?? theirs.teamId);
  const filled = placesIn(path, theirs).replaceAll('*', 'anything');
  const isQuery = method === 'GET';
  const body = isQuery ? {} : bodyOf(path, fields);
  const answer = await fetch(`${url}${filled}${isQuery ? `?${new URLSearchParams(fields)}` : ''}`, {
    method,
    redirect: 'manual',
    headers: { ...stranger.headers, ...(body.type && { 'content-type': body.type }) },
    ...(body.text !== undefined && { body: body.text }),
  });
  const headers = [...answer.headers].map((pair) => pair.join(': ')).join('\n');
  return { status: answer.status, text: `${headers}\n\n${await answer.text()}` };
}

/** In the order in which they stand; a place that two kinds of page have is told by what is before it. */
function placesIn(path: string, { stage, installation, resource, projectId, teamId }: Belongings) {
  const { slug } = stage.integration;
  const places: Readonly<Record<string, readonly string[]>> = {
    '/projects/:': [projectId],
    '/installations/:': [installation],
    '/:/~/integrations/accept-terms/:': [teamId, slug],
    '/:/~/stores/integration/:': [teamId, resource.id],
    '/sso/integrations/:/:': [slug, installation],
    '/api/sso/integrations/:/:': [slug, installation],
  };
  const values = [...(places[path] ?? [slug])];
  return path.replaceAll(':', () => encodeURIComponent(values.shift() ?? ''));
}

/** Every name by which these pages take what somebody has. */
function fieldsOf(theirs: Belongings, team: string): Record<string, string> {
  const { installation, resource, external, projectId, integrationId } = theirs;
  return {
    ...{ team, teamId: team, resource_id: external, resource: resource.id },
    ...{ installation_id: installation, integrationConfigurationId: installation },
    ...{ [`project:${projectId}`]: 'on', selection: 'selected', scopes: 'read:project' },
    ...{ toc: 'on', privacy: 'on', eula: 'on', state: 'nothing', token: 'nothing' },
    ...{ client_id: integrationId, client_secret: 'nothing', scope: 'openid email profile' },
    ...{
      response_type: 'code',
      redirect_uri: consoleOf.openidRedirectUrls[0] ?? '',
      code: 'nothing',
    },
    ...{ grant_type: 'authorization_code', code_challenge: 'x'.repeat(43), prompt: 'none' },
    ...{ code_challenge_method: 'S256', next: '/', name: 'Grace', password: 'correct horse' },
  };
}

function bodyOf(path: string, fields: Record<string, string>): { type?: string; text?: string } {
  const json = (value: unknown) => ({ type: 'application/json', text: JSON.stringify(value) });
  if (path === '/mcp') return json({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  if (path.includes('/kontor/v1/')) return json(fields);
  return {
    type: 'application/x-www-form-urlencoded',
    text: new URLSearchParams(fields).toString(),
  };
}
