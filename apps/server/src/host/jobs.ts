import { startJobs } from '../jobs/jobs.ts';
import { createSendMail } from '../mail/smtp.ts';
import { tellTestDisputes } from '../payments/test-disputes.ts';
import { sqlOn } from '../postgres/sql.ts';
import type { Pieces } from './pieces.ts';

/** Begins what is done again and again, as long as the process runs. */
export function startJobsOf(pieces: Pieces) {
  const { options, people, gateway, keyEncryptionKeys, useCases, payments, database } = pieces;
  const { mail = null } = options;
  return startJobs({
    ...pieces,
    ...useCases,
    transfers: gateway.transfers,
    rewrapSome: keyEncryptionKeys.rewrapSome,
    tellDisputes:
      payments.kind === 'test'
        ? () => tellTestDisputes({ ...useCases, sql: sqlOn(database.pool) })
        : undefined,
    collectInvoice: pieces.collectInvoice,
    reconciling: { store: pieces.reconciliations, runDue: pieces.reconciler.runDue },
    billingEveryMs: options.billingEveryMs,
    plansKeptDays: options.plansKeptDays,
    send: mail === null ? undefined : createSendMail(mail),
    forget: people.callers.forget,
  });
}
