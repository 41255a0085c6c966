import type { Installation, Listing, Product } from '@kontor/protocol/kontor';
import { useMay, useSuspension } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { MetadataFields } from '../../ui/metadata-form/metadata-fields.tsx';
import { type FormValues, initialValues, valuesToSend } from '../../ui/metadata-form/rules.ts';
import { Note } from '../../ui/note.tsx';
import { OperationNote } from '../../ui/operation-note.tsx';
import { Policies } from '../../ui/policies.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { draftName, useDraft } from '../../ui/use-draft.ts';
import { Plans } from './plans.tsx';
import { useCreate } from './use-create.ts';

export type CreateFormProps = {
  readonly team: string;
  readonly listing: Listing;
  readonly product: Product;
  readonly installed: Installation | undefined;
};

type Draft = {
  readonly accepted: readonly string[];
  readonly name: string;
  readonly values: FormValues;
  readonly plan: string | null;
};

/** Everything that a resource needs, sent at once. What is typed stays until the resource is there. */
export function CreateForm({ team, listing, product, installed }: CreateFormProps) {
  const may = useMay();
  const suspension = useSuspension();
  const schema = product.metadataSchema;
  const { draft, change } = useDraft<Draft>(draftName(team, product.id), {
    accepted: [],
    name: '',
    values: initialValues(schema, 'create'),
    plan: null,
  });
  const metadata = valuesToSend(schema, { form: 'create', values: draft.values });
  const create = useCreate({ team, listing, installed });
  if (!may(installed === undefined ? 'installation:manage' : 'resource:write')) {
    return (
      <Note>
        {suspension === undefined
          ? 'Your role in this team does not allow it. An owner of the team can do it.'
          : 'Nothing can be made while the team is suspended.'}
      </Note>
    );
  }
  const submit = () =>
    create.submit({
      acceptedPolicies: [...draft.accepted],
      resource: {
        product: product.slug,
        name: draft.name,
        metadata,
        ...(draft.plan === null ? {} : { billingPlanId: draft.plan }),
      },
    });
  return (
    <>
      <OperationNote operation={create.installing} />
      {create.isHalfDone && (
        <Note>
          {listing.name} is installed now. What is missing is what you want to make of it.
        </Note>
      )}
      <Form
        error={create.error}
        onSubmit={submit}
        actions={
          <Button look="primary" type="submit" isPending={create.isPending}>
            {labelOf(product, { isInstalled: installed !== undefined, ...create })}
          </Button>
        }
      >
        {installed === undefined && (
          <Policies
            listing={listing}
            accepted={draft.accepted}
            onChange={(accepted) => change({ accepted })}
          />
        )}
        <TextField
          name="name"
          label="Name"
          hint="Letters, digits, hyphens and underscores."
          isRequired
          value={draft.name}
          onChange={(name) => change({ name })}
        />
        <MetadataFields
          schema={schema}
          form="create"
          values={draft.values}
          onChange={(values) => change({ values })}
        />
        <Plans
          {...{ team, listing, product, installed, metadata }}
          chosen={draft.plan}
          onChange={(plan) => change({ plan })}
        />
      </Form>
    </>
  );
}

function labelOf(
  { details }: Product,
  { isInstalled, isPending }: { readonly isInstalled: boolean; readonly isPending: boolean },
): string {
  if (isPending) return 'Working …';
  const noun = details.resourceTitle?.toLowerCase() ?? 'resource';
  return isInstalled ? `Make ${noun}` : `Install and make ${noun}`;
}
