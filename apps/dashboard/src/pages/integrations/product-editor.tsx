import type { MetadataSchema, ProductCapabilities } from '@kontor/protocol';
import type { Product } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { Form } from '../../ui/form.tsx';
import { FormPreview } from '../../ui/metadata-form/form-preview.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useSettled } from '../../ui/use-settled.ts';
import { useIntegrationParams } from './integration-frame.tsx';
import { problemsIn, readJson } from './json-text.ts';

type Known = Omit<Product, 'id'>;

/** Describes a product: what it is called, and the form that a team fills in to make a resource of it. */
export function ProductEditor({ known }: { readonly known: Known }) {
  const params = useIntegrationParams();
  const navigate = useNavigate();
  const may = useMay();
  const [typed, setTyped] = useState(() => ({
    ...known,
    tags: known.tags.join(', '),
    schema: JSON.stringify(known.metadataSchema, null, 2),
    abilities: JSON.stringify(known.capabilities, null, 2),
  }));
  const change = (more: Partial<typeof typed>) => setTyped({ ...typed, ...more });
  const checked = useCheckedSchema(typed.schema);
  const abilities = readJson(typed.abilities);
  const save = useChange('putProduct', {
    refreshes: ['getIntegration', 'listIntegrations', 'getTeamListing', 'listTeamCatalog'],
    onDone: ({ product }) =>
      void navigate({
        to: '/t/$team/integrations/$integration/products/$product',
        params: { ...params, product: product.slug },
      }),
  });
  const send = () => {
    if (checked.schema === undefined || !abilities.isJson) return;
    const { name, shortDescription, repl, details } = typed;
    save.mutate({
      params: { ...params, product: typed.slug.trim() },
      body: {
        ...{ name, shortDescription, repl, details, metadataSchema: checked.schema },
        tags: typed.tags
          .split(',')
          .map((tag) => tag.trim())
          .filter((tag) => tag !== ''),
        // whether they are what it takes, the host says
        capabilities: abilities.value as ProductCapabilities,
      },
    });
  };
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Form
        error={save.error}
        onSubmit={send}
        actions={
          may('integration:manage') && (
            <Button
              look="primary"
              type="submit"
              isPending={save.isPending}
              isDisabled={
                checked.schema === undefined || !abilities.isJson || typed.slug.trim() === ''
              }
            >
              Save
            </Button>
          )
        }
      >
        {known.slug === '' && (
          <TextField
            name="product"
            label="Slug"
            hint="As people type it: lower case, digits and hyphens. It stays."
            isRequired
            value={typed.slug}
            onChange={(slug) => change({ slug })}
          />
        )}
        <TextField
          name="name"
          label="Name"
          isRequired
          value={typed.name}
          onChange={(name) => change({ name })}
        />
        <TextField
          name="shortDescription"
          label="Short description"
          value={typed.shortDescription}
          onChange={(shortDescription) => change({ shortDescription })}
        />
        <TextField
          name="tags"
          label="Tags"
          hint="With commas between them."
          value={typed.tags}
          onChange={(tags) => change({ tags })}
        />
        <CodeField
          label="Form"
          hint="The metadata schema: which values a team gives."
          rows={22}
          problems={checked.problems}
          value={typed.schema}
          onChange={(schema) => change({ schema })}
        />
        <CodeField
          label="Abilities"
          hint="Such as { &quot;secretRotation&quot;: true }."
          rows={4}
          problems={
            abilities.isJson
              ? problemsIn(save.error, 'capabilities', typed.abilities)
              : [abilities.problem]
          }
          value={typed.abilities}
          onChange={(text) => change({ abilities: text })}
        />
        {save.isSuccess && <Note>Saved.</Note>}
      </Form>
      {checked.shown !== undefined && (
        <Section title="As a team sees it">
          <div className="rounded-lg border border-line bg-surface p-4">
            <FormPreview key={JSON.stringify(checked.shown)} schema={checked.shown} />
          </div>
        </Section>
      )}
    </div>
  );
}

/** What the host says of a schema while it is typed: the schema, or what is wrong in which line. */
function useCheckedSchema(text: string): {
  /** What can be saved: what is typed, and found to be right. */
  readonly schema: MetadataSchema | undefined;
  /** The last that was right. */
  readonly shown: MetadataSchema | undefined;
  readonly problems: readonly string[];
} {
  const { team } = useIntegrationParams();
  const settled = useSettled(text);
  const json = readJson(settled);
  const check = useQuery({
    ...read('checkMetadataSchema', {
      params: { team },
      // what it is, the host says
      body: { metadataSchema: (json.isJson ? json.value : null) as MetadataSchema },
    }),
    enabled: json.isJson,
  });
  const [shown, setShown] = useState<MetadataSchema>();
  const found = check.data?.metadataSchema;
  if (found !== undefined && found !== shown) setShown(found);
  return {
    schema: settled === text && json.isJson ? found : undefined,
    shown,
    problems: json.isJson ? problemsIn(check.error, 'metadataSchema', settled) : [json.problem],
  };
}
