import type { MetadataSchema } from '@kontor/protocol';
import { MetadataField } from './metadata-field.tsx';
import { type FormKind, type FormValues, fieldsOf } from './rules.ts';

/** The fields of a product's form, drawn from its schema. They stand inside a form. */
export function MetadataFields({
  schema,
  form,
  values,
  onChange,
}: {
  readonly schema: MetadataSchema;
  readonly form: FormKind;
  readonly values: FormValues;
  readonly onChange: (values: FormValues) => void;
}) {
  return fieldsOf(schema, form).map((field) => (
    <MetadataField
      key={field.key}
      field={field}
      form={form}
      value={values[field.key]}
      onChange={(value) => onChange({ ...values, [field.key]: value })}
    />
  ));
}
