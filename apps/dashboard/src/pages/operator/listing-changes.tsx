import type { ListingChange } from '@kontor/protocol/kontor';
import { Table } from '../../ui/table.tsx';

/** Each thing that a provider says, or says otherwise than before. Whatever it says is text. */
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
        { name: 'What', cell: ({ field }) => <code className="break-all">{field}</code> },
        ...(isNew
          ? []
          : [{ name: 'Before', cell: ({ before }: ListingChange) => <Said value={before} /> }]),
        { name: isNew ? 'Is' : 'Now', cell: ({ after }: ListingChange) => <Said value={after} /> },
      ]}
    />
  );
}

/** What a provider left as it was, which says nothing. */
function isEmpty(value: ListingChange['after']): boolean {
  return ['{}', '[]', '""'].includes(JSON.stringify(value));
}

function Said({ value }: { readonly value: ListingChange['after'] }) {
  if (value === null) return <span className="text-muted">—</span>;
  if (typeof value === 'string') {
    return <span className="block max-w-prose break-words whitespace-pre-line">{value}</span>;
  }
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return (
    <pre className="max-w-prose text-xs break-words whitespace-pre-wrap">
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
