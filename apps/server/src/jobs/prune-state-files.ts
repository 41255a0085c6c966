import type { Sql } from '../postgres/sql.ts';
import { createRound } from './round.ts';

/** Files that one run looks at. */
const BATCH = 500;

type File = { readonly team_id: string; readonly project: string };

/** Forgets what is known of files whose project is gone with all its plans, looking at the next ones with each run. */
export function createPruneStateFiles(sql: Sql): () => Promise<void> {
  const nextFiles = createRound<File>(
    (after, limit) =>
      sql(
        `select team_id, project from state_file where (team_id, project) > ($1, $2)
         order by team_id, project limit $3`,
        [after?.team_id ?? '', after?.project ?? '', limit],
      ),
    BATCH,
  );
  return async () => {
    const files = await nextFiles();
    await sql(
      `delete from state_file f using (
         select held.team_id, held.project from state_file held
         join unnest($1::text[], $2::text[]) as n (team_id, project)
           on held.team_id = n.team_id and held.project = n.project
         where held.team_id = any($1)
           and not exists (select 1 from project p
             where p.team_id = held.team_id and p.name = held.project)
           and not exists (select 1 from state_plan p
             where p.team_id = held.team_id and p.project = held.project)
         for update of held skip locked) old
       where f.team_id = old.team_id and f.project = old.project`,
      [files.map((file) => file.team_id), files.map((file) => file.project)],
    );
  };
}
