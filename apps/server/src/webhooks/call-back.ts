import { type AttemptOutcome, decideDelivery } from '@kontor/core';
import type { Database } from '../postgres/database.ts';
import { callbackContext } from '../transfer/create-transfer.ts';
import type { Vault } from '../vault/vault.ts';
import { type SendOptions, sendCallback } from './send.ts';

export type CallBackPorts = Omit<SendOptions, 'signal'> & {
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly vault: Vault;
};

/** Calls that one run makes, one after the other. */
const BATCH = 20;
/** How long a call belongs to the process that makes it, in milliseconds. */
const LEASE_MS = 120_000;

type Row = {
  code_hash: Buffer;
  source_team_id: string;
  callback_url: string;
  callback_secret: Buffer | null;
  callback_body: string;
  callback_attempts: number;
  ended_at: Date;
};

/**
 * Tells whoever asked to be called back that their transfer was accepted, as often and as long as a
 * webhook is tried. Several processes may do it at once: each call is one process's at a time.
 *
 * @see spec/transfers.md — TRF-16
 */
export async function callBack(ports: CallBackPorts, signal: AbortSignal): Promise<void> {
  for (const row of await claim(ports)) {
    if (signal.aborted) return;
    const { outcome } = await sendCallback(
      { url: row.callback_url, secret: await secretOf(ports, row) },
      row.callback_body,
      { ...ports, signal },
    );
    if (!signal.aborted) await note(ports, row, outcome);
  }
}

async function claim({ database, now }: CallBackPorts): Promise<Row[]> {
  return database.transact((sql) =>
    sql<Row>(
      `with due as materialized (
         select code_hash from transfer_request where callback_due_at <= $1
         order by callback_due_at limit ${BATCH} for update skip locked)
       update transfer_request r set callback_due_at = $2, callback_attempts = callback_attempts + 1
       from due where r.code_hash = due.code_hash
       returning r.code_hash, source_team_id, callback_url, callback_secret, callback_body,
         callback_attempts, ended_at`,
      [now(), new Date(now().getTime() + LEASE_MS)],
    ),
  );
}

async function secretOf({ vault }: CallBackPorts, row: Row): Promise<string | undefined> {
  const { source_team_id: team, callback_secret: sealed, code_hash: codeHash } = row;
  if (sealed === null) return undefined;
  return (await vault.open(team, callbackContext(codeHash), sealed)).toString('utf8');
}

/** What is over needs no secret any more. */
async function note(
  { database, now }: CallBackPorts,
  { code_hash: codeHash, callback_attempts: attempts, ended_at: endedAt }: Row,
  outcome: AttemptOutcome,
): Promise<void> {
  const at = now();
  const tried = { attempts, triedFrom: endedAt, firstAttemptAt: endedAt };
  const step = decideDelivery(tried, outcome, { now: at, chance: Math.random() });
  const dueAt = step.do === 'retry' ? new Date(at.getTime() + step.afterMs) : null;
  const state = { deliver: 'delivered', park: 'parked', retry: 'waiting' }[step.do];
  await database.transact((sql) =>
    sql(
      `update transfer_request set callback_due_at = $2, callback_state = $3,
         callback_secret = case when $2::timestamptz is null then null else callback_secret end
       where code_hash = $1`,
      [codeHash, dueAt, state],
    ),
  );
}
