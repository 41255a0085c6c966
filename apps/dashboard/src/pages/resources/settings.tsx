import type { MetadataControl } from '@kontor/protocol';
import type { Resource } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { foresee } from '../../api/foresee.ts';
import { useChange } from '../../api/use-change.ts';
import { useOpen } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Form } from '../../ui/form.tsx';
import { choicesOf } from '../../ui/metadata-form/choices.ts';
import { MetadataFields } from '../../ui/metadata-form/metadata-fields.tsx';
import { fieldsOf, initialValues, valuesToSend } from '../../ui/metadata-form/rules.ts';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Offered } from './use-product.ts';
import { resourceReads } from './use-resource.ts';

type SettingsProps = {
  readonly team: string;
  readonly resource: Resource;
  readonly offered: Offered;
};

/** The name of a resource and what was filled into its product's form. */
export function Settings({ team, resource, offered }: SettingsProps) {
  const may = useMay();
  const [isEditing, setEditing] = useOpen('edit-settings', 'resource:write');
  const fields = fieldsOf(offered.product.metadataSchema, 'update');
  return (
    <Section
      title="Settings"
      actions={
        may('resource:write') &&
        !isEditing && <Button onPress={() => setEditing(true)}>Edit settings</Button>
      }
    >
      {isEditing ? (
        <EditForm {...{ team, resource, offered }} onClose={() => setEditing(false)} />
      ) : (
        <Facts
          facts={[
            { name: 'Name', value: resource.name },
            ...fields.map(({ key, control }) => ({
              name: control['ui:label'] ?? key,
              value: textOf(control, resource.metadata[key]),
            })),
          ]}
        />
      )}
    </Section>
  );
}

function EditForm({
  team,
  resource,
  offered,
  onClose,
}: SettingsProps & { readonly onClose: () => void }) {
  const { metadataSchema: schema, details } = offered.product;
  const standing = resource.metadata;
  const [name, setName] = useState(resource.name);
  const [values, setValues] = useState(() => initialValues(schema, 'update', standing));
  const update = useChange('updateTeamResource', {
    refreshes: resourceReads,
    onDone: onClose,
    // of the other values only the provider knows what becomes of them
    foresees: ({ body: { name: called = resource.name } }) => [
      foresee('getTeamResource', ({ resource: shown, ...rest }) => ({
        ...rest,
        resource: shown.id === resource.id ? { ...shown, name: called } : shown,
      })),
    ],
  });
  const submit = () => {
    const metadata = valuesToSend(schema, { form: 'update', values, standing });
    const body = {
      ...(name === resource.name ? {} : { name }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    };
    if (Object.keys(body).length === 0) onClose();
    else update.mutate({ params: { team, resource: resource.id }, body });
  };
  return (
    <div className="max-w-2xl rounded-lg border border-line bg-surface p-4">
      <Form
        error={update.error}
        onSubmit={submit}
        actions={
          <>
            <Button onPress={onClose}>Cancel</Button>
            <Button look="primary" type="submit" isPending={update.isPending}>
              Save settings
            </Button>
          </>
        }
      >
        {details.disableResourceRenaming !== true && (
          <TextField name="name" label="Name" isRequired value={name} onChange={setName} />
        )}
        <MetadataFields schema={schema} form="update" values={values} onChange={setValues} />
      </Form>
    </div>
  );
}

type Value = Resource['metadata'][string];

/** A value in the words of the form, where it has some for it. */
function textOf(control: MetadataControl, value: Value | undefined): string {
  if (value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const choices = choicesOf(control, 'update') ?? [];
  const words = [value]
    .flat()
    .map((each) => choices.find((choice) => choice.value === each)?.label ?? String(each));
  return words.join(', ') || '—';
}
