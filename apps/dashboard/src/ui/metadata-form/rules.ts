import type { Metadata, MetadataControl, MetadataSchema, MetadataValue } from '@kontor/protocol';

/** Which of a product's two forms is filled in. */
export type FormKind = 'create' | 'update';
type Condition = MetadataControl['ui:hidden'];

/** What stands in a form: what is not filled in is absent. */
export type FormValues = Readonly<Record<string, MetadataValue | undefined>>;

export type Field = {
  readonly key: string;
  readonly control: MetadataControl;
  readonly isRequired: boolean;
  /** Shown, and not to be changed on this form. */
  readonly isLocked: boolean;
};

/**
 * Whether a hint of the schema holds on a form. One that depends on an expression, a language that is
 * not documented, is taken not to, as the host takes it.
 *
 * @see spec/partner-api.md §10.4
 */
export function holdsOn(condition: Condition, form: FormKind): boolean {
  return condition === true || condition === form;
}

/** The fields that a form shows, in the order the schema asks for; those it does not name come last. */
export function fieldsOf(schema: MetadataSchema, form: FormKind): readonly Field[] {
  const order = schema['ui:order'] ?? [];
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.entries(schema.properties)
    .filter(([, control]) => !holdsOn(control['ui:hidden'], form))
    .sort(([a], [b]) => place(a) - place(b))
    .map(([key, control]) => ({
      key,
      control,
      isRequired: schema.required?.includes(key) ?? false,
      isLocked: holdsOn(control['ui:disabled'], form) || holdsOn(control['ui:read-only'], form),
    }));
}

/** What a form begins with: what stands, else what the schema says. */
export function initialValues(
  schema: MetadataSchema,
  form: FormKind,
  standing: Metadata = {},
): FormValues {
  return Object.fromEntries(
    fieldsOf(schema, form).map(({ key, control }) => [key, standing[key] ?? startOf(control)]),
  );
}

/** A slider always stands somewhere. */
function startOf(control: MetadataControl): MetadataValue | undefined {
  if (control['ui:control'] === 'git-namespace') return undefined;
  if (control['ui:control'] !== 'slider') return control.default;
  const start = control.items.default ?? control['ui:steps']?.[0] ?? control.items.minimum ?? 0;
  const count = Math.max(1, control.minItems ?? 1);
  return control.default ?? Array.from({ length: count }, () => start);
}

/** What is sent of a form: what is filled in, and of a resource that stands only what differs. */
export function valuesToSend(
  schema: MetadataSchema,
  { form, values, standing = {} }: { form: FormKind; values: FormValues; standing?: Metadata },
): Metadata {
  const entries = fieldsOf(schema, form)
    .filter(({ isLocked }) => !isLocked)
    .map(({ key, control }) => [key, values[key], standing[key] ?? startOf(control)] as const);
  const sent = entries.filter(([, value, unsaid]) =>
    form === 'update' ? !isSame(value, unsaid) : !isNothing(value) || !isNothing(unsaid),
  );
  return Object.fromEntries(
    sent.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function isNothing(value: MetadataValue | undefined): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function isSame(a: MetadataValue | undefined, b: MetadataValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
