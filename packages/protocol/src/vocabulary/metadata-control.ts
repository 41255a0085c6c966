import * as z from 'zod';

const expression = z.strictObject({ expr: z.string() });

/** Always, never, on one of the two forms, or by an expression. */
const condition = z.union([z.boolean(), z.enum(['create', 'update']), expression]);

const common = {
  description: z.string().optional(),
  'ui:label': z.string().optional(),
  'ui:description': z.union([z.string(), expression]).optional(),
  'ui:hidden': condition.optional(),
  'ui:disabled': condition.optional(),
  'ui:read-only': condition.optional(),
  'ui:formatted-value': expression.optional(),
  'ui:paid-only': z.boolean().optional(),
};
const placeholder = { 'ui:placeholder': z.string().optional() };

const count = z.int().nonnegative();
const stringRules = {
  enum: z.array(z.string()).optional(),
  minLength: count.optional(),
  maxLength: count.optional(),
  pattern: z.string().optional(),
};
const numberRules = {
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
};
const listRules = { minItems: count.optional(), maxItems: count.optional() };

const option = z.strictObject({
  value: z.string(),
  label: z.string(),
  description: z.string().optional(),
  disabled: condition.optional(),
  hidden: condition.optional(),
});
const options = z.array(option).min(1);

/** Places may be listed by code alone; without a list, every place the host knows is offered. */
const place = z.union([z.string(), option.extend({ label: z.string().optional() })]);
const places = z.array(place).optional();

const text = {
  ...common,
  ...placeholder,
  ...stringRules,
  type: z.literal('string'),
  default: z.string().optional(),
};
const texts = {
  ...common,
  ...placeholder,
  ...listRules,
  type: z.literal('array'),
  items: z.strictObject({
    ...stringRules,
    type: z.literal('string'),
    default: z.string().optional(),
    description: z.string().optional(),
  }),
  default: z.array(z.string()).optional(),
  example: z.array(z.string()).optional(),
};

const input = z.discriminatedUnion('type', [
  z.strictObject({ ...text, 'ui:control': z.literal('input') }),
  z.strictObject({
    ...common,
    ...placeholder,
    ...numberRules,
    type: z.literal('number'),
    default: z.number().optional(),
    'ui:control': z.literal('input'),
  }),
]);

const toggle = z.strictObject({
  ...common,
  type: z.literal('boolean'),
  default: z.boolean().optional(),
  'ui:control': z.literal('toggle'),
});

const slider = z.strictObject({
  ...common,
  ...listRules,
  type: z.literal('array'),
  items: z.strictObject({
    ...numberRules,
    type: z.literal('number'),
    default: z.number().optional(),
    description: z.string().optional(),
  }),
  default: z.array(z.number()).optional(),
  'ui:control': z.literal('slider'),
  'ui:steps': z.array(z.number()).optional(),
});

const gitNamespace = z.strictObject({
  ...common,
  ...placeholder,
  type: z.literal('string'),
  'ui:control': z.literal('git-namespace'),
  'git:providers': z.array(z.enum(['github', 'gitlab', 'bitbucket'])).optional(),
});

/**
 * One field of a product's form: the value's type, its limits, and the control it is shown with.
 *
 * A control and type that are not listed are refused, and so is any other key: a misspelt limit would
 * otherwise silently not be checked.
 *
 * @see spec/partner-api.md §10.4
 * @see spec/platform-api.md §3.4
 */
export const metadataControl = z.discriminatedUnion('ui:control', [
  input,
  toggle,
  slider,
  z.strictObject({ ...text, 'ui:control': z.literal('select'), 'ui:options': options }),
  z.strictObject({ ...text, 'ui:control': z.literal('radio-button'), 'ui:options': options }),
  z.strictObject({ ...texts, 'ui:control': z.literal('multi-select'), 'ui:options': options }),
  z.strictObject({ ...text, 'ui:control': z.literal('vercel-region'), 'ui:options': places }),
  z.strictObject({ ...text, 'ui:control': z.literal('vercel-country'), 'ui:options': places }),
  z.strictObject({
    ...texts,
    'ui:control': z.literal('multi-vercel-region'),
    'ui:options': places,
  }),
  z.strictObject({ ...text, 'ui:control': z.literal('domain') }),
  gitNamespace,
]);
export type MetadataControl = z.infer<typeof metadataControl>;
