import { placeName, placeOf, type Refusal, type Result } from '@kontor/core';
import type { ProjectId } from '@kontor/protocol/vocabulary';
import { GatheredReadings } from '../../gathered-readings.ts';
import { MOMENT, Moments } from '../../postgres/moments.ts';
import type { Sql } from '../../postgres/sql.ts';
import type { TeamCaller } from '../route.ts';
import { type Asked, type Served, servedOf } from './environment-content.ts';
import { judge, keyOf } from './project-scope.ts';

type PlaceRow = { readonly project_id: ProjectId } & {
  readonly [Key in keyof Served]: Served[Key] | null;
};

type LookedRow = PlaceRow & { readonly at: number; readonly moment: string };

/** With what tells its version from every other, for a caller that has it. */
type ServedPlace = LookedRow & { readonly tag: string };

type AskedPlace = Asked & {
  readonly project: string;
  readonly knownTag?: string | undefined;
  /** Stands for all else here: the same object for all who ask for the same. Undefined where there is none. */
  readonly known?: object | undefined;
};

/** A place in the words of the query that looks it up. */
type Looked = Readonly<Record<'project' | 'environment' | 'branch', string>> & {
  readonly tag: string | null;
};
type Looking = { readonly place: Looked; readonly known: object | undefined };

/** How many characters of a digest stand in a tag. */
const tagDigestLength = 32;

/**
 * One row for each place whose project there is. What is sealed is left where it is when the caller has
 * it already. The places are one JSON, because with arrays the database plans a few anew each time; and
 * a limit has it find each project by its key rather than go through all that the team has.
 */
const servedPlacesQuery = (key: string) => `select a.at, p.project_id, e.environment,
    e.served_version, e.digest,
    case when '"' || e.served_version || '-' || left(e.digest, ${tagDigestLength}) || '"' = a.tag
      then null else e.sealed end as sealed, ${MOMENT} as moment
  from json_to_recordset($2) as a(at int, project text, environment text, branch text, tag text)
    cross join lateral (
      select team_id, project_id from project where team_id = $1 and ${key} = a.project limit 1) p
    left join lateral (${servedOf({
      team: 'p.team_id',
      project: 'p.project_id',
      environment: 'a.environment',
      branch: 'a.branch',
    })}) e on true`;

/**
 * Reads a project with what is served of one of its places, for who may read the values. Nothing sealed
 * comes with it where the known tag is of the same version. Those who ask of one team at once share a
 * look; whether each of them may is their own. Where nobody has written anything since all of that was looked up,
 * that is all that is asked.
 */
export function createPlaceReader(read: Sql) {
  const moments = new Moments(read);
  /** What was found last, by what is known. */
  const seen = new WeakMap<object, ServedPlace>();
  const looksBy = (key: 'project_id' | 'name') => {
    const query = servedPlacesQuery(key);
    return new GatheredReadings<Looking, ServedPlace | undefined>(async (teamId, all) => {
      const last = all.flatMap(({ known }) => (known && seen.get(known)) ?? []);
      const readAt = last.map(({ moment }) => moment);
      if (last.length === all.length && (await moments.isStill(teamId, readAt))) return last;
      const places = JSON.stringify(all.map(({ place }, at) => ({ at, ...place })));
      const found = new Array<ServedPlace | undefined>(all.length);
      for (const row of await read<LookedRow>(query, [teamId, places])) {
        const place = Object.assign(row, { tag: tagOf(row) });
        const known = all[row.at]?.known;
        found[row.at] = place;
        // what is sealed is of a version that is not known
        if (known !== undefined && row.sealed === null) seen.set(known, place);
      }
      const [one] = found;
      if (one !== undefined) moments.note(teamId, one.moment);
      return found;
    });
  };
  const looks = { project_id: looksBy('project_id'), name: looksBy('name') };
  return (
    caller: TeamCaller,
    { project, environment, gitBranch, knownTag, known }: AskedPlace,
  ): Promise<Result<ServedPlace, Refusal>> => {
    const branch = placeName(placeOf(environment, gitBranch));
    const place = { project, environment, branch, tag: knownTag ?? null };
    // no address and no header holds what stands between
    const key = known ?? `${project}\0${environment}\0${branch}\0${knownTag ?? ''}`;
    const wanted = { project, environment, action: 'environment:read-values' } as const;
    return looks[keyOf(project)]
      .read(caller.team.id, key, { place, known })
      .then((row) => judge(row, caller, wanted));
  };
}

function tagOf({ served_version: version, digest }: PlaceRow): string {
  return `"${version ?? 0}-${digest?.slice(0, tagDigestLength) ?? 'empty'}"`;
}
