import type { MetadataSchema } from '@kontor/protocol';
import { useState } from 'react';
import { Form } from '../../ui/form.tsx';
import { MetadataFields } from '../../ui/metadata-form/metadata-fields.tsx';
import { initialValues } from '../../ui/metadata-form/rules.ts';
import { Section } from '../../ui/page.tsx';

/** A form as a team will see it when it makes a resource. Nothing of it is sent. */
export function FormPreview({ schema }: { readonly schema: MetadataSchema }) {
  const [values, setValues] = useState(() => initialValues(schema, 'create'));
  return (
    <Section title="As a team sees it">
      <div className="rounded-lg border border-line bg-surface p-4">
        <Form error={null} onSubmit={() => {}} actions={null}>
          {Object.keys(schema.properties).length === 0 && (
            <p className="text-muted">The form asks for nothing but a name.</p>
          )}
          <MetadataFields schema={schema} form="create" values={values} onChange={setValues} />
        </Form>
      </div>
    </Section>
  );
}
