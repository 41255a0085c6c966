import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { type ShownRow, shownResources, viewOf } from './resource-views.ts';
import type { Sql } from './sql.ts';

/** Which resources of a team are listed. */
export type ResourceFilter = {
  readonly installation?: string | undefined;
  /** Id or name of a project that they are connected to. */
  readonly project?: string | undefined;
};

type Look = ResourceFilter & {
  /** The tag of the list that is known already. */
  readonly knownTag?: string | undefined;
};

/** A list with what tells it from every other state of it; without the resources where the tag was known. */
export type FoundList = {
  readonly tag: string;
  readonly resources: readonly ResourceView[] | undefined;
};

/**
 * Looks at the resources of a team as they are shown, newest first, without those that are gone. What is
 * known already is not read again: that costs a fifth in the database, and next to nothing here.
 */
export async function lookAtResources(
  sql: Sql,
  teamId: string,
  { installation, project, knownTag }: Look,
): Promise<FoundList> {
  const filters = [installation, project].filter((each) => each !== undefined);
  const look = LOOKS[kindOf({ installation, project })];
  const rows = await sql<ListedRow>(look, [teamId, knownTag ?? null, ...filters]);
  const tag = rows[0]?.tag ?? '';
  if (tag === knownTag) return { tag, resources: undefined };
  return { tag, resources: rows.flatMap((row) => (isResource(row) ? [viewOf(row)] : [])) };
}

type NoResource = { readonly tag: string; readonly resource_id: null };
type ListedRow = NoResource | (ShownRow & { readonly tag: string });

function isResource(row: ListedRow): row is Exclude<ListedRow, NoResource> {
  return row.resource_id !== null;
}

/** Any change of a row makes a version of it, which a transaction has written whose number no other has. */
const numberOf = (row: string) => `${row}.xmin::text::bigint`;

const digestOf = (id: string, salt: string) =>
  `concat(count(*), ' ', bit_xor(hashtextextended(${id}, ${salt})))`;

/**
 * A tag that any change of what is shown changes: of the resources, their products, what is connected and
 * what waits to reach a project. Numbers of transactions begin anew where a database is restored.
 */
const tagOf = (listed: string) => `with listed as materialized (
    select r.resource_id, r.product_id, ${numberOf('r')} as version
    from resource r where r.team_id = $1 and ${listed})
  select md5(concat_ws(' ', pg_postmaster_start_time(),
    (select ${digestOf('l.resource_id', 'l.version')} from listed l),
    (select ${digestOf('p.product_id', numberOf('p'))} from product p
     where p.product_id in (select l.product_id from listed l)),
    (select ${digestOf('c.resource_id || c.project_id', '0')} from connection c where c.team_id = $1),
    (select ${digestOf('s.project_id', '0')} from stale_project s where s.team_id = $1))) as tag`;

/** One statement, so that tag and resources are of one moment; the offset keeps the test of the tag in front. */
const lookAt = (listed: string) => `select t.tag, l.* from (${tagOf(listed)}) t left join lateral (
    ${shownResources} and t.tag is distinct from $2 and ${listed} offset 0) l on true
  order by l.resource_id desc`;

const THERE = `r.lifecycle in ('provisioning', 'active', 'deleting')`;
const ofInstallation = (named: string) => `${THERE} and r.installation_id = ${named}`;
const inProject = (named: string) => `exists (
  select 1 from connection c join project j
    on j.team_id = c.team_id and j.project_id = c.project_id
  where c.team_id = r.team_id and c.resource_id = r.resource_id
    and (j.project_id = ${named} or j.name = ${named}))`;

/**
 * A statement for each way to ask. With a condition that may be left out the database would plan each
 * look anew, which takes it five times as long as the look.
 */
const LOOKS = {
  all: lookAt(THERE),
  ofInstallation: lookAt(ofInstallation('$3')),
  inProject: lookAt(`${THERE} and ${inProject('$3')}`),
  both: lookAt(`${ofInstallation('$3')} and ${inProject('$4')}`),
} as const;

function kindOf({ installation, project }: ResourceFilter): keyof typeof LOOKS {
  if (project === undefined) return installation === undefined ? 'all' : 'ofInstallation';
  return installation === undefined ? 'inProject' : 'both';
}
