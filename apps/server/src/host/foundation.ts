import { hostname } from 'node:os';
import { createFairShares } from '../fair-shares.ts';
import { createEntrance } from '../http/entrance.ts';
import { randomText } from '../ids.ts';
import { createLiveEvents } from '../live/live-events.ts';
import { createMailbox } from '../mail/mailbox.ts';
import { createPeople } from '../people/people.ts';
import { createRecordEvent } from '../people/record-event.ts';
import { appointFirstOperator } from '../people/sign-up.ts';
import { type Database, openDatabase } from '../postgres/database.ts';
import { noteSeller, sellerAt } from '../postgres/seller.ts';
import { createTeamTransact, transactionShares } from '../postgres/team-transact.ts';
import { createReportFailure } from '../report-failure.ts';
import { untraced } from '../tracing/tracing.ts';
import { createKeyEncryptionKeys } from '../vault/key-encryption-keys.ts';
import { openKeyring } from '../vault/keyring.ts';
import { requireFittingKeys } from '../vault/rewrap-data-keys.ts';
import { createVault } from '../vault/vault.ts';
import type { HostOptions } from './options.ts';

/** How long an operation belongs to a process that shows no sign of life. */
const LEASE_MS = 15_000;

export type Foundation = Awaited<ReturnType<typeof layFoundation>>;

/** What every other piece stands on: the clock, the database, the keys, the people, and who is let in. */
export async function layFoundation(options: HostOptions) {
  const { log, url, issuer, tracing = untraced, mail = null } = options;
  const { now = () => new Date(), leaseMs = LEASE_MS } = options;
  const onError = createReportFailure(log);
  const database = openDatabase({ url: options.databaseUrl, onError, tracing });
  const { read } = database;
  const lease = { holder: randomText(16), leaseMs };
  const { vault, keyEncryptionKeys } = await openVault(options, {
    ...{ database, now },
    holder: lease.holder,
  });
  await appointFirstOperator(database);
  await noteSeller(read, options.seller ?? sellerAt(url), now());
  const mailbox = createMailbox({ vault, now, isOn: mail !== null });
  const people = await createPeople({ ...options, database, vault, issuer, mailbox, now, onError });
  const entrance = createEntrance(options.entrance);
  const liveEvents = createLiveEvents({ read, onError, limits: options.liveLimits });
  const transactions = createFairShares(transactionShares);
  const transact = createTeamTransact({
    database,
    shares: transactions,
    onCommitted: liveEvents.wake,
    vault,
    now,
    lease,
    issueCredential: people.credentials.issueInstallationToken,
  });
  const recordEvent = createRecordEvent(now);
  return {
    ...{ now, lease, log, onError, tracing, url, issuer },
    ...{ database, read, transact, recordEvent, vault, keyEncryptionKeys },
    ...{ people, mailbox, entrance, transactions, liveEvents },
  };
}

type VaultPorts = {
  readonly database: Database;
  readonly holder: string;
  readonly now: () => Date;
};

async function openVault({ dataDirectory }: HostOptions, { database, holder, now }: VaultPorts) {
  const keyring = await openKeyring(dataDirectory, now());
  // a lost or foreign keyring is found before anything is sealed under a new key
  await requireFittingKeys({ database, keyWrapper: keyring });
  const keyEncryptionKeys = createKeyEncryptionKeys({
    database,
    keyring,
    process: { id: holder, name: `${hostname()}, process ${process.pid}` },
    now,
  });
  await keyEncryptionKeys.follow();
  return { vault: createVault({ database, keyWrapper: keyring, now }), keyEncryptionKeys };
}
