import type { TeamCaller } from '../http/route.ts';
import { type ProjectRow, projectColumns } from '../postgres/project-store.ts';
import type { Sql } from '../postgres/sql.ts';

export type ProjectListQuery = {
  readonly limit: number;
  readonly search?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  readonly since?: Date | undefined;
  readonly repo?: string | undefined;
  readonly repoId?: string | undefined;
  readonly repoUrl?: string | undefined;
};

/**
 * A page of a team's projects, the newest first. What was made in the same millisecond stays on one
 * page, which may therefore hold a few more than asked for: pages go on from a time.
 *
 * @see spec/platform-api.md §1.6
 */
export async function listProjectPage(read: Sql, caller: TeamCaller, query: ProjectListQuery) {
  const { limit, search = '', from, until = from, since } = query;
  // no project is joined to a repository, and a tool that asks for one's projects links what it is answered
  const isOfRepository = [query.repo, query.repoId, query.repoUrl].some((named) => !!named);
  const rows = await read<ProjectRow & { left: string }>(
    `select ${projectColumns()}, count(*) over () as left from project
     where team_id = $1 and ($2::text[] is null or project_id = any($2))
       and strpos(name, lower($3)) > 0
       and ($4::timestamptz is null or created_at < $4)
       and ($5::timestamptz is null or created_at > $5) and not $7
     order by created_at desc fetch first ($6::bigint) rows with ties`,
    [
      caller.team.id,
      caller.grant.projects ?? null,
      search,
      until ?? null,
      since ?? null,
      limit,
      isOfRepository,
    ],
  );
  const [first] = rows;
  const last = rows.at(-1);
  const hasMore = rows.length < Number(first?.left ?? 0);
  return {
    rows,
    pagination: {
      count: rows.length,
      next: hasMore && last ? last.created_at.getTime() : null,
      prev: until !== undefined && first ? first.created_at.getTime() : null,
    },
  };
}
