import { acrossTeams } from './across-teams.ts';

/**
 * Which tables of teams a statement touches without saying of which team: on a database that is
 * spread by `team_id` it would be asked of every server, or refused.
 */
export function touchedWithoutTeam(text: string, ofTeams: ReadonlySet<string>): readonly string[] {
  const statement = text.replace(/--.*$/gm, ' ').replaceAll(/\s+/g, ' ').trim();
  const touched = new Set(tablesIn(statement).filter((name) => ofTeams.has(name)));
  if (touched.size === 0) return [];
  const namesTeam = waysToName.some((pattern) => pattern.test(statement));
  // each further table is tied to the team, too
  const ties = statement.match(/\bteam_id\b/gi)?.length ?? 0;
  if (namesTeam && ties >= touched.size) return [];
  return acrossTeams.some(({ is }) => is.test(statement)) ? [] : [...touched];
}

/** By a parameter, by the columns of new rows, or by a list of keys that begin with it. */
const waysToName = [
  /\bteam_id"? = (?:\$\d+|any ?\(\$\d+)/i,
  /\bteam_id\b[^()]*\) (?:=|in|values|select|on)/i,
];

/** The tables that a statement reads or writes. */
function tablesIn(statement: string): readonly string[] {
  const named =
    /\b(?:from|join|into|update|using) (?:only )?(?:public\.)?"?([a-z_]+)"?(?=[ ,);(]|$)/gi;
  return [...statement.matchAll(named)].map(([, name = '']) => name);
}
