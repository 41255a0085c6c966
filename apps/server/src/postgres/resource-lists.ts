import type { Resource as ResourceView } from '@kontor/protocol/kontor';
import { MOMENT } from './moments.ts';
import { type ShownRow, shownResources, viewOf } from './resource-views.ts';
import type { Sql } from './sql.ts';

/** Which resources of a team are listed. */
export type ResourceFilter = {
  readonly installation?: string | undefined;
  /** Id or name of a project that they are connected to. */
  readonly project?: string | undefined;
};

/** What is known of a list. */
export type ListState = {
  /** What tells it from every other state of it. */
  readonly tag: string;
  /** When it was last found to be so: two looks of one moment see the same, of everything. */
  readonly moment: string;
};

type Look = ResourceFilter & { readonly known?: ListState | undefined };

/** A list, without the resources where its tag was known. */
export type FoundList = ListState & {
  readonly resources: readonly ResourceView[] | undefined;
};

/**
 * Looks at the resources of a team as they are shown, newest first, without those that are gone. What is
 * known already is not read again: that costs a fifth in the database, and next to nothing here. Where nobody
 * has written anything since, not even its tag is.
 */
export async function lookAtResources(
  sql: Sql,
  teamId: string,
  { installation, project, known }: Look,
): Promise<FoundList> {
  const filters = [installation, project].filter((each) => each !== undefined);
  const look = LOOKS[kindOf({ installation, project })];
  const values = [teamId, known?.tag ?? null, known?.moment ?? null, ...filters];
  const rows = await sql<ListedRow>(look, values);
  const { tag = '', moment = '' } = rows[0] ?? {};
  if (tag === known?.tag) return { tag, moment, resources: undefined };
  return { tag, moment, resources: rows.flatMap((row) => (isResource(row) ? [viewOf(row)] : [])) };
}

type NoResource = ListState & { readonly resource_id: null };
type ListedRow = NoResource | (ShownRow & ListState);

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
const lookAt = (listed: string) => `select t.tag, t.moment, l.* from (
    select m.moment, case when m.moment = $3 then $2 else (${tagOf(listed)}) end as tag
    from (select ${MOMENT} as moment offset 0) m offset 0) t left join lateral (
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
  ofInstallation: lookAt(ofInstallation('$4')),
  inProject: lookAt(`${THERE} and ${inProject('$4')}`),
  both: lookAt(`${ofInstallation('$4')} and ${inProject('$5')}`),
} as const;

function kindOf({ installation, project }: ResourceFilter): keyof typeof LOOKS {
  if (project === undefined) return installation === undefined ? 'all' : 'ofInstallation';
  return installation === undefined ? 'inProject' : 'both';
}
