import type { MetadataSchema } from '@kontor/protocol';
import { useState } from 'react';
import { Form } from '../form.tsx';
import { MetadataFields } from './metadata-fields.tsx';
import { initialValues } from './rules.ts';

/** A form as a team will see it when it makes a resource. Nothing of it is sent. */
export function FormPreview({ schema }: { readonly schema: MetadataSchema }) {
  const [values, setValues] = useState(() => initialValues(schema, 'create'));
  return (
    <Form error={null} onSubmit={() => {}} actions={null}>
      {Object.keys(schema.properties).length === 0 && (
        <p className="text-muted">The form asks for nothing but a name.</p>
      )}
      <MetadataFields schema={schema} form="create" values={values} onChange={setValues} />
    </Form>
  );
}
