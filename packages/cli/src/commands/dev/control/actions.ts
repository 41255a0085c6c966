import { sentWebhookType } from '@kontor/protocol/webhooks';
import { PROVIDER_TEAM } from '../provider-team.ts';
import { CUSTOMER } from '../seed.ts';

/** What somebody fills in. */
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly isNeeded?: boolean;
  /** What stands there at first. */
  readonly value?: string;
  /** What can be chosen from. */
  readonly choices?: readonly string[];
  /** Whether there may be several, one a line. */
  readonly hasLines?: boolean;
};

type Values = Readonly<Record<string, string>>;

/** Something that a customer does, as the command that does it. */
export type Action = {
  readonly id: string;
  readonly title: string;
  /** What the provider sees of it. */
  readonly effect: string;
  readonly fields: readonly Field[];
  /** Whether its fields can be filled in with what would be sent, to edit it. */
  readonly isFilled?: boolean;
  /** The words behind `kontor dev do`. */
  readonly words: (values: Values) => readonly string[];
};

export type Sold = { readonly slug: string; readonly products: readonly string[] };

const resource: Field = { name: 'resource', label: 'Resource', isNeeded: true, value: 'orders' };
const project: Field = {
  name: 'project',
  label: 'Project',
  isNeeded: true,
  choices: ['web', 'api'],
};
const plan: Field = { name: 'plan', label: 'Plan' };

/** Payments of the test back end, by how they end. */
const methods = [
  'test_ok',
  'test_declined',
  'test_declined_twice',
  'test_insufficient_funds',
  'test_expired',
  'test_requires_action',
  'test_slow',
];

/** Everything that a customer of the integration does, in the order in which one would. */
export function actionsOf({ slug, products }: Sold): readonly Action[] {
  const [first = 'product'] = products;
  return [
    {
      ...{ id: 'install', title: 'Install', effect: 'upsert installation' },
      fields: [],
      words: () => ['install', slug, '--accept-all'],
    },
    {
      ...{ id: 'provision', title: 'Provision', effect: 'provision resource' },
      fields: [
        { name: 'product', label: 'Product', choices: products.length > 0 ? products : [first] },
        { name: 'name', label: 'Name', isNeeded: true, value: 'orders' },
        { ...plan, label: 'Plan (the free one if empty)' },
        { name: 'metadata', label: 'Metadata, one key=value a line', hasLines: true },
      ],
      words: ({ product = first, name = '', plan: id = '', metadata = '' }) => [
        ...['resource', 'create', `${slug}/${product}`, '--name', name],
        ...option('--plan', id),
        ...linesOf(metadata).flatMap((line) => ['--metadata', line]),
        '--accept-all',
      ],
    },
    {
      ...{ id: 'connect', title: 'Connect', effect: 'webhook project-connected' },
      fields: [resource, project, { name: 'prefix', label: 'Prefix' }],
      words: ({ resource: name = '', project: to = '', prefix = '' }) => [
        ...['connect', name, to],
        ...option('--prefix', prefix),
      ],
    },
    {
      ...{ id: 'disconnect', title: 'Disconnect', effect: 'webhook project-disconnected' },
      fields: [resource, project],
      words: ({ resource: name = '', project: from = '' }) => ['disconnect', name, from, '--yes'],
    },
    {
      ...{ id: 'rotate', title: 'Rotate secrets', effect: 'rotate secrets' },
      fields: [resource],
      words: ({ resource: name = '' }) => ['resource', 'rotate', name, '--yes'],
    },
    {
      ...{ id: 'plan', title: 'Change the plan', effect: 'update resource' },
      fields: [resource, { ...plan, isNeeded: true }],
      words: ({ resource: name = '', plan: id = '' }) => ['resource', 'plan', name, id, '--yes'],
    },
    {
      ...{ id: 'pay', title: 'Pay with', effect: 'webhooks about invoices, once there are some' },
      fields: [{ name: 'method', label: 'Way of payment', choices: methods }],
      words: ({ method = '' }) => ['payment-methods', 'add', method],
    },
    {
      ...{ id: 'buy', title: 'Buy a balance', effect: 'provision purchase' },
      fields: [
        { name: 'amount', label: 'US dollars', isNeeded: true, value: '20' },
        { ...resource, isNeeded: false, value: '', label: 'Of this resource alone' },
      ],
      words: ({ amount = '', resource: name = '' }) => [
        ...['balance', 'buy', slug, amount],
        ...option('--resource', name),
        '--yes',
      ],
    },
    {
      ...{ id: 'clock', title: 'Take a clock of its own', effect: 'nothing yet' },
      fields: [],
      words: () => ['clock', 'create'],
    },
    {
      ...{ id: 'advance', title: 'Let time go by', effect: 'invoices and their webhooks' },
      fields: [{ name: 'by', label: 'How long, such as 1d or 1mo', isNeeded: true, value: '1mo' }],
      words: ({ by = '' }) => ['clock', 'advance', '--by', by],
    },
    {
      ...{ id: 'transfer', title: 'Offer to another team', effect: 'create transfer request' },
      fields: [resource],
      words: ({ resource: name = '' }) => ['transfer', 'resource', name],
    },
    {
      ...{ id: 'webhook', title: 'Send a webhook', effect: 'that webhook, and nothing else' },
      fields: [
        { name: 'type', label: 'Type', choices: sentWebhookType.options },
        {
          name: 'payload',
          label: 'Payload (of what there is if empty)',
          hasLines: true,
        },
      ],
      isFilled: true,
      words: ({ type = 'test-webhook', payload = '' }) => [
        ...['webhooks', 'test', slug, '--team', PROVIDER_TEAM.slug, '--about', CUSTOMER.slug],
        ...['--type', type],
        // a line of a script is one line
        ...option('--payload', linesOf(payload).join(' ')),
        '--wait',
      ],
    },
    {
      ...{ id: 'delete', title: 'Delete a resource', effect: 'delete resource' },
      fields: [resource],
      words: ({ resource: name = '' }) => ['resource', 'delete', name, '--yes'],
    },
    {
      ...{ id: 'uninstall', title: 'Uninstall', effect: 'delete installation and a webhook' },
      fields: [],
      words: () => ['uninstall', slug, '--yes'],
    },
  ];
}

/** What is wrong with what was filled in; nothing may be taken for an option. */
export function flawIn({ fields }: Action, values: Values): string | undefined {
  for (const { name, label, isNeeded, hasLines } of fields) {
    const value = values[name] ?? '';
    if (isNeeded === true && value === '') return `${label}: fill it in.`;
    const parts = hasLines === true ? linesOf(value) : [value];
    if (parts.some((part) => part.startsWith('-'))) return `${label}: it begins with a hyphen.`;
  }
  return undefined;
}

function option(name: string, value: string): string[] {
  return value === '' ? [] : [name, value];
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
