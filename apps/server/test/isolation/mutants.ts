import type { Tap } from '../world/statements.ts';
import type { Belongings } from './belongings.ts';

/** A host in which one check is missing, by what it asks its database. */
export type Mutant = { readonly name: string; readonly tap: Tap };

/** What only statements that look a credential up begin with. */
const isAboutTokens = (text: string) => text.includes('from access_token t');
const isAboutServices = (text: string) => text.includes('from service_token t');

const inStatements =
  (fits: (text: string) => boolean, from: string | RegExp, to: string): Tap =>
  (text) =>
    fits(text) ? text.replaceAll(from, to) : text;

/** Each has to be noticed by somebody of the matrix. */
export function everyMutant({ teamId, installation }: Belongings): readonly Mutant[] {
  return [
    {
      name: 'statements do not ask for the team',
      tap: inStatements(isRead, /(?:\b\w+\.)?\bteam_id = (\$\d+)/g, '$1::text is not null'),
    },
    {
      name: 'statements do not ask for the installation',
      tap: inStatements(isRead, /(?:\b\w+\.)?\binstallation_id = (\$\d+)/g, '$1::text is not null'),
    },
    {
      name: 'everybody is a member of every team',
      tap: inStatements(
        (text) => text.includes('from people.organization o\n         join people.member m'),
        'm."userId" = $1',
        '$1::text is not null',
      ),
    },
    {
      name: 'every member is an owner',
      tap: inStatements(
        (text) => text.includes('from people.organization o\n         join people.member m'),
        'm."role" from',
        `'owner' as "role" from`,
      ),
    },
    {
      name: 'any token is good',
      tap: inStatements(
        isAboutTokens,
        't.token_hash = $1',
        `$1::bytea is not null and t.kind = 'personal' and t.team_id is null
         and t.revoked_at is null and t.expires_at is null`,
      ),
    },
    {
      name: 'revoked tokens are good',
      tap: inStatements(isAboutTokens, 't.revoked_at', 'null::timestamptz as revoked_at'),
    },
    {
      name: 'expired tokens are good',
      tap: inStatements(isAboutTokens, 't.expires_at', 'null::timestamptz as expires_at'),
    },
    {
      name: 'expired tokens of platforms are good',
      tap: inStatements(isAboutServices, 't.expires_at as', 'null::timestamptz as'),
    },
    {
      name: 'revoked tokens of platforms are good',
      tap: inStatements(isAboutServices, 't.revoked_at as', 'null::timestamptz as'),
    },
    {
      name: 'platforms have every scope',
      tap: inStatements(
        isAboutServices,
        't.scopes,',
        `array['provision', 'read-environments', 'read-events', 'act-for-members'] as scopes,`,
      ),
    },
    {
      name: 'everybody runs the host',
      tap: inStatements(
        isAboutTokens,
        'o.user_id is not null as is_operator',
        'true as is_operator',
      ),
    },
    {
      name: 'tokens are as wide as who made them',
      tap: inStatements(isAboutTokens, 't."grant"', `'{"role": "owner"}'::jsonb as "grant"`),
    },
    {
      name: 'tokens of one team are good in all',
      tap: inStatements(
        isAboutTokens,
        't.team_id',
        `case when t.kind = 'personal' then null else t.team_id end as team_id`,
      ),
    },
    {
      name: 'the token of any installation is good for this one',
      tap: inStatements(
        isAboutTokens,
        't.team_id, t."grant", t.installation_id',
        `case when t.kind = 'installation' then '${teamId}' else t.team_id end as team_id, t."grant",
         case when t.kind = 'installation' then '${installation}' end as installation_id`,
      ),
    },
    {
      name: 'platforms see the teams of others',
      tap: inStatements(isRead, /(?:\b\w+\.)?\bservice_id = (\$\d+)/g, '$1::text is not null'),
    },
    {
      name: 'people see the tokens and sessions of others',
      tap: inStatements(
        isRead,
        /(?:\b\w+\.)?(?:\buser_id|"userId") = (\$\d+)/g,
        '$1::text is not null',
      ),
    },
  ];
}

/** Statements that change nothing, so that what one mutant does leaves the next as it was. */
function isRead(text: string): boolean {
  return /^\s*(?:select|with)\b/i.test(text) && !/\bfor (?:no key )?update\b/i.test(text);
}
