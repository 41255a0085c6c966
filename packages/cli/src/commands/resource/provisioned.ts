import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import type { NextStep } from '../../next/next-step.ts';
import { steps } from '../../next/steps.ts';
import type { Shown } from '../../output/shown.ts';
import type { Session } from '../../session.ts';
import type { Wanted } from '../connection/collisions.ts';
import { connectSteps } from '../connection/connect-steps.ts';
import { namedOptions } from '../connection/environments.ts';
import { connectedLine, makeConnection } from '../connection/make-connection.ts';
import { previewLines, warningLines } from '../connection/preview-lines.ts';
import { goingOn } from '../operation/going-on.ts';
import { statusOf } from './find-resource.ts';
import type { Provisioned, ShownResource } from './provision.ts';

/** A resource that is there and connected to nothing. */
export async function shownProvisioned(
  session: Session,
  { resource, operation }: Provisioned,
): Promise<Shown<ShownResource>> {
  return {
    data: { resource, operation },
    text: [summaryOf({ resource, operation })],
    next: await connectSteps(session, resource.id),
  };
}

/** A resource that the provider has not finished. */
export function shownProvisioning(
  { resource, operation }: Provisioned,
  wanted: Wanted | undefined,
): Shown<ShownResource> {
  const going = goingOn(operation);
  return {
    data: { resource, operation },
    text: [`${resource.name} (${resource.id}) is being provisioned.`],
    ...going,
    next: [...going.next, ...(wanted === undefined ? [] : [connectStep(resource.id, wanted)])],
  };
}

/** Connects the new resource. It stays when that is refused, and the refusal says so. */
export async function connectProvisioned(
  session: Session,
  made: Provisioned,
  wanted: Wanted,
): Promise<Shown<ShownResource>> {
  const { resource, operation } = made;
  const named = { ...wanted, resource: resource.id };
  try {
    const connecting = await makeConnection(session, resource.id, named);
    const { connection, preview } = connecting;
    return {
      data: { resource, operation, ...connecting },
      text: [
        summaryOf(made),
        ...(connection === undefined ? [] : [connectedLine('it', connection)]),
        ...previewLines(preview),
      ],
      notes: warningLines(preview),
    };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw error.with({
      message: `${resource.name} (${resource.id}) was provisioned, and is not connected: ${error.message}`,
      next:
        error.next.length > 0
          ? error.next
          : [connectStep(resource.id, withoutRefused(wanted, error))],
      facts: { ...error.facts, resource },
    });
  }
}

function summaryOf({ resource }: Provisioned): string {
  const plan = resource.billingPlan === null ? '' : `, on the plan ${resource.billingPlan.name}`;
  return `Provisioned ${resource.name} (${resource.id}): ${statusOf(resource)}${plan}.`;
}

const refusal = z.object({ fields: z.array(z.object({ key: z.string() })) });

/** Without the actions where the host refused those, as it would again. */
function withoutRefused(wanted: Wanted, { facts }: CliError): Wanted {
  const { data } = refusal.safeParse(facts);
  const isOfActions = data?.fields.some(({ key }) => key.split('.')[0] === 'deployments');
  return isOfActions ? { ...wanted, action: [], optionalActions: false } : wanted;
}

function connectStep(resource: string, wanted: Wanted): NextStep {
  return steps.connect(resource, wanted.project, ...namedOptions(wanted));
}
