import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { InvoiceEvidence } from '@kontor/protocol/kontor';
import * as invoiceEvidenceEndpoints from '@kontor/protocol/kontor/invoice-evidence';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { jsonOf } from '../host/refused.ts';
import { steps } from '../next/steps.ts';
import type { Session } from '../session.ts';

const answer = invoiceEvidenceEndpoints.getInvoiceEvidence.responses[200];

/** The evidence of an invoice, from the host. */
export async function fetchEvidence(session: Session, invoice: string): Promise<InvoiceEvidence> {
  const { body } = await session.call(invoiceEvidenceEndpoints.getInvoiceEvidence, {
    params: { team: await session.team(), invoice },
  });
  return body.evidence;
}

/** The evidence of an invoice from a file that was exported, without asking anybody. */
export async function readEvidence(
  { world }: Pick<Session, 'world'>,
  file: string,
): Promise<InvoiceEvidence> {
  const text = await readFile(resolve(world.folder, file), 'utf8').catch((cause: unknown) => {
    throw new CliError({
      code: 'file_not_readable',
      exitCode: exitCode.notFound,
      message: `${file} is neither the id of an invoice nor a file that can be read.`,
      facts: { file },
      cause,
    });
  });
  const parsed = answer.safeParse({ evidence: jsonOf(text) });
  if (parsed.success) return parsed.data.evidence;
  const [issue] = parsed.error.issues;
  throw new CliError({
    code: 'not_evidence',
    exitCode: exitCode.refused,
    message: `${file} is no evidence of an invoice (${issue?.path.slice(1).join('.')}: ${issue?.message}).`,
    next: [steps.listInvoices()],
    facts: { file },
  });
}
