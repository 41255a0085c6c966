import { type SentWebhookType, webhookPayloads } from '@kontor/protocol/webhooks';
import * as z from 'zod';

/** What a webhook can be about. What is missing is made up. */
export type Subject = {
  readonly installation?: string | undefined;
  /** The provider's id of it. */
  readonly resource?: string | undefined;
  readonly project?: { readonly id: string; readonly name: string } | undefined;
  readonly environments?: readonly string[] | undefined;
  readonly invoice?:
    | {
        readonly id: string;
        readonly externalId: string | null;
        readonly period: { readonly start: string; readonly end: string };
        readonly invoiceDate: string;
        readonly total: string;
      }
    | undefined;
  readonly deployment?:
    | { readonly id: string; readonly name: string; readonly url: string | null }
    | undefined;
};

type Schema = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
};

type Values = Readonly<Record<string, unknown>>;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A payload that a webhook of a type may have, without `team` and `user`, which the host fills in: it
 * is about what is given, and made up otherwise.
 */
export function samplePayload(type: SentWebhookType, subject: Subject, now: Date): Values {
  const { $defs: _none, ...schema } = z.toJSONSchema(webhookPayloads[type]);
  const {
    team: _team,
    user: _user,
    ...payload
  } = filled(schema as Schema, [], valuesOf(subject, now)) as Values;
  return payload;
}

/** What stands under a name, by its path or by its last word. */
function valuesOf(
  { installation = madeUp('icfg'), ...subject }: Subject,
  now: Date,
): Readonly<Record<string, unknown>> {
  const { project = { id: madeUp('prj'), name: 'web' }, resource = 'resource-1' } = subject;
  const { environments = ['production', 'preview', 'development'] } = subject;
  const before = new Date(now.getTime() - 30 * DAY_MS).toISOString();
  const invoice = subject.invoice ?? {
    ...{ id: madeUp('mi'), externalId: null, total: '10.00' },
    period: { start: before, end: now.toISOString() },
    invoiceDate: now.toISOString(),
  };
  const made = { id: madeUp('dpl'), name: project.name, url: null };
  const { id, name, url } = subject.deployment ?? made;
  const address = url ?? `https://${name}.example.com`;
  return {
    installationId: installation,
    'configuration.id': installation,
    installationIds: [installation],
    integrationConfigurationId: installation,
    resourceId: resource,
    externalResourceId: resource,
    projectId: project.id,
    'project.id': project.id,
    'project.name': project.name,
    previousName: `${project.name}-before`,
    projects: [],
    'projects.added': [project.id],
    'projects.removed': [],
    targets: environments,
    target: environments[0],
    invoiceId: invoice.id,
    externalInvoiceId: invoice.externalId,
    period: invoice.period,
    invoiceDate: invoice.invoiceDate,
    invoiceTotal: invoice.total,
    amount: invoice.total,
    spent: invoice.total,
    'deployment.id': id,
    deploymentId: id,
    'deployment.name': name,
    'deployment.url': address,
    'deployment.alias': [address],
    alias: [address],
    'links.deployment': address,
    'links.project': address,
    regions: ['iad1'],
    scopes: ['read:project'],
    lastReportAt: before,
  };
}

function filled(schema: Schema, path: readonly string[], values: Values): unknown {
  const name = [path.slice(-2).join('.'), path.at(-1) ?? ''].find((each) => each in values);
  if (name !== undefined && fits(schema, values[name])) return values[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = schema.oneOf ?? schema.anyOf ?? [];
  if (first !== undefined) return filled(first, path, values);
  switch (schema.type) {
    case 'object': {
      const needed = (schema.required ?? []).map((key): [string, unknown] => [
        key,
        filled(schema.properties?.[key] ?? {}, [...path, key], values),
      ]);
      return Object.fromEntries(needed);
    }
    case 'array':
      return schema.items === undefined ? [] : [filled(schema.items, path, values)];
    case 'integer':
    case 'number':
      return 50;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return schema.format === 'date-time' ? values.invoiceDate : `sample-${path.join('-')}`;
  }
}

/** One word stands for a text here and for a list there: `projects`, `target`. */
function fits({ type, anyOf }: Schema, value: unknown): boolean {
  if (anyOf !== undefined) return anyOf.some((each) => fits(each, value));
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return type !== undefined && [type].flat().includes(kind);
}

function madeUp(prefix: string): string {
  return `${prefix}_sample0000000000000000`;
}
