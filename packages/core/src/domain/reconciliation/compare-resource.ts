import type { JsonValue } from '../event/canonical-json.ts';
import { canonicalJson } from '../event/canonical-json.ts';
import { type Resource, type ResourceReport, withReport } from '../resource/resource.ts';
import type { Finding, Seen } from './finding.ts';
import { isOwn, type KnownResource, originOf } from './known-resource.ts';

/** What a provider says of a resource when it is asked. */
export type Reading =
  | { readonly kind: 'there'; readonly report: ResourceReport }
  | { readonly kind: 'gone'; readonly said: string };

/** Compares a resource with what its provider says of it. What is being changed is left alone. */
export function compareResource(
  known: KnownResource,
  reading: Reading,
  at: { readonly at: Date; readonly billedAt: Date },
): readonly Finding[] {
  const { resource, isChanging } = known;
  if (isChanging) return [];
  if (reading.kind === 'gone' || reading.report.status === 'uninstalled') {
    if (resource.lifecycle !== 'active') return [];
    return [ghost(known, reading.kind === 'gone' ? reading.said : 'uninstalled')];
  }
  if (resource.lifecycle === 'active') return drift(known, reading.report, at);
  return resource.lifecycle === 'deleted' ? [leftBehind(known, reading.report)] : [];
}

function ghost(known: KnownResource, said: string): Finding {
  const { resource } = known;
  const own = isOwn(known);
  return {
    ...about(resource),
    kind: 'ghost',
    severity: 'medium',
    here: seenHere(known),
    there: { answer: said },
    message: `'${resource.name}' is active here, and its provider says that it has no such resource.`,
    repair: own ? 'forget' : null,
    advice: own
      ? 'Repairing asks the provider once more. If it is still gone, the resource is deleted here: its connections end and its variables leave every project. The provider is told nothing.'
      : `It was ${originOf(known)}, so it is not removed here. Ask the provider where it is, and its team to remove it.`,
  };
}

/** What of a resource may differ, in the order in which it matters. */
const compared = [
  'status',
  'billingPlan',
  'pendingBillingPlan',
  'name',
  'metadata',
  'notification',
  'protocolSettings',
] as const;
type Compared = (typeof compared)[number];

/** The parts of which the provider says something else than is kept here. */
export function differences(
  resource: Resource,
  report: ResourceReport,
  { at, billedAt }: { readonly at: Date; readonly billedAt: Date },
): readonly Compared[] {
  const told = withReport(resource, report, at, { billedAt });
  return compared.filter((part) => text(resource[part]) !== text(told[part]));
}

function drift(
  known: KnownResource,
  report: ResourceReport,
  at: { readonly at: Date; readonly billedAt: Date },
): readonly Finding[] {
  const { resource } = known;
  const parts = differences(resource, report, at);
  if (parts.length === 0) return [];
  const told = withReport(resource, report, at.at, { billedAt: at.billedAt });
  const matters = parts.includes('status') || parts.includes('billingPlan');
  return [
    {
      ...about(resource),
      kind: 'drift',
      severity: matters ? 'medium' : 'low',
      here: seenParts(resource, parts),
      there: seenParts(told, parts),
      message: `The provider says something else of '${resource.name}' than is kept here: ${parts.map(wordFor).join(', ')}.`,
      repair: 'take-over',
      advice:
        'Repairing asks the provider once more and takes over what it says. The provider is told nothing.',
    },
  ];
}

function leftBehind(known: KnownResource, report: ResourceReport): Finding {
  const { resource, wasRemovedOnRequest } = known;
  const mayRemove = isOwn(known) && wasRemovedOnRequest;
  return {
    ...about(resource),
    kind: 'orphan',
    severity: 'high',
    here: seenHere(known),
    there: { name: report.name, status: report.status },
    message: `'${resource.name}' was deleted here, and its provider still has it.`,
    repair: mayRemove ? 'remove' : null,
    advice: mayRemove ? removes : byHand(known),
  };
}

const removes =
  'Repairing is an operation: it asks the provider once more and, if it still has it and nobody here does, has it removed there, for nobody in particular.';

function byHand(known: KnownResource): string {
  return isOwn(known)
    ? 'The host never asked for its removal, so it is not removed there. Ask the provider whose it is now.'
    : `It was ${originOf(known)}, so it is never removed there. Ask the provider whose it is now.`;
}

function about({ id, externalId }: Resource) {
  return { resourceId: id, externalId };
}

function seenHere(known: KnownResource): Seen {
  const { name, lifecycle, status, deletedAt } = known.resource;
  return {
    name,
    lifecycle,
    status,
    origin: originOf(known),
    ...(deletedAt === null ? {} : { deletedAt: deletedAt.toISOString() }),
  };
}

function seenParts(resource: Resource, parts: readonly Compared[]): Seen {
  return Object.fromEntries(parts.map((part) => [part, plain(resource[part])]));
}

function wordFor(part: Compared): string {
  return part.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function text(value: unknown): string {
  return canonicalJson(plain(value));
}

/** As it is kept: what is not there is no difference. */
function plain(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
}
