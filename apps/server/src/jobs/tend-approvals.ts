import type { createDecideApproval } from '@kontor/core';
import type { ApprovalId, TeamId } from '@kontor/protocol/vocabulary';
import type { Mailbox } from '../mail/mailbox.ts';
import { approvalLetter } from '../people/approval-letter.ts';
import type { Database } from '../postgres/database.ts';

export type TendApprovalsPorts = {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly mailbox: Mailbox;
  readonly decideApproval: Pick<ReturnType<typeof createDecideApproval>, 'end'>;
  /** The host's public address. */
  readonly url: string;
  readonly now: () => Date;
  /** Told of each that broke down; it is looked at again in the next run. */
  readonly onError: (error: unknown) => void;
};

const BATCH = 50;

/** Tells people what their agents wait for, and ends what nobody can approve any more. */
export async function tendApprovals(ports: TendApprovalsPorts): Promise<void> {
  if (ports.mailbox.isOn) await tellPeople(ports);
  const over = await ports.database.read<{ team_id: TeamId; approval_id: ApprovalId }>(OVER, [
    ports.now(),
    BATCH,
  ]);
  for (const { team_id: teamId, approval_id: id } of over) {
    await ports.decideApproval.end(teamId, id).catch(ports.onError);
  }
}

/** Expired, of a token that has ended, or of a person who has left or may not do it any more. */
const OVER = `
  select a.team_id, a.approval_id from approval a
  join mandate m on m.team_id = a.team_id and m.token_id = a.token_id
  left join people.member p on p."organizationId" = a.team_id and p."userId" = m.user_id
  left join installation i on i.team_id = a.team_id and i.installation_id = a.installation_id
  where a.state = 'pending' and (a.expires_at <= $1 or m.revoked_at is not null
    or m.expires_at <= $1 or p."role" is null
    or i.lifecycle not in ('installing', 'installed'))
  order by a.expires_at limit $2`;

type Untold = {
  readonly team_id: string;
  readonly approval_id: string;
  readonly agent: string;
  readonly email: string;
  readonly slug: string;
  readonly name: string;
  readonly expires_at: Date;
};

/** Whoever is told is noted in the transaction that posts the letter, so everybody is told once. */
function tellPeople({ database, mailbox, url, now }: TendApprovalsPorts): Promise<void> {
  return database.transact(async (sql) => {
    const untold = await sql<Untold>(
      `select a.team_id, a.approval_id, a.expires_at, m.agent, u."email", t."slug", t."name"
       from approval a
       join mandate m on m.team_id = a.team_id and m.token_id = a.token_id
       join people."user" u on u."id" = m.user_id
       join people."organization" t on t."id" = a.team_id
       where a.state = 'pending' and a.told_at is null
       order by a.created_at limit $1 for update of a skip locked`,
      [BATCH],
    );
    for (const { email: to, agent, slug, name: team, ...row } of untold) {
      const { approval_id: about, team_id, expires_at: expiresAt } = row;
      const page = new URL(`/t/${slug}/approvals/${about}`, url).href;
      const letter = approvalLetter({ agent, team, expiresAt, url: page });
      await mailbox.post(sql, { kind: 'approval', about, to, letter, uselessAt: expiresAt });
      await sql('update approval set told_at = $3 where team_id = $1 and approval_id = $2', [
        ...[team_id, about, now()],
      ]);
    }
  });
}
