import type { ListingChange } from '@kontor/protocol/kontor';
import { Table } from '../../ui/table.tsx';
import { nameOfField } from './listing-field.ts';
import { isEmpty, Said } from './said.tsx';

/** Each thing that a provider says, or says otherwise than before. */
export function ListingChanges({
  changes,
  isNew,
}: {
  readonly changes: readonly ListingChange[];
  readonly isNew: boolean;
}) {
  return (
    <Table
      label="Changes"
      rows={isNew ? changes.filter(({ after }) => !isEmpty(after)) : changes}
      keyOf={({ field }) => field}
      columns={[
        { name: 'What', cell: ({ field }) => <FieldName field={field} /> },
        ...(isNew
          ? []
          : [{ name: 'Before', cell: ({ before }: ListingChange) => <Said value={before} /> }]),
        { name: isNew ? 'Is' : 'Now', cell: ({ after }: ListingChange) => <Said value={after} /> },
      ]}
    />
  );
}

/** Its name, and how providers know it when one is pointed at it. */
function FieldName({ field }: { readonly field: string }) {
  return (
    <span className="block min-w-32 break-words" title={field}>
      {nameOfField(field)}
    </span>
  );
}
