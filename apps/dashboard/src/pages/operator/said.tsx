import type { ListingChange } from '@kontor/protocol/kontor';
import { nameOfField } from './listing-field.ts';

type Value = ListingChange['after'];

/** What a provider left as it was, which says nothing. */
export function isEmpty(value: Value): boolean {
  return value === null || ['{}', '[]', '""'].includes(JSON.stringify(value));
}

/** Something that a provider says, as a person would read it. Whatever it is, it is text. */
export function Said({ value }: { readonly value: Value }) {
  if (isEmpty(value)) return <span className="text-muted">Nothing</span>;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value !== 'object' || value === null) {
    return (
      <span className="block max-w-prose break-words whitespace-pre-line">{String(value)}</span>
    );
  }
  if (Array.isArray(value)) return <SaidList values={value} />;
  return (
    <dl className="flex flex-col gap-1">
      {Object.entries(value).map(([name, part]) => (
        <div key={name}>
          <dt className="text-xs text-muted">{nameOfField(name)}</dt>
          <dd className="pl-3">
            <Said value={part} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function SaidList({ values }: { readonly values: readonly Value[] }) {
  const parts = values.map((value, place) => ({ key: `${place} ${JSON.stringify(value)}`, value }));
  return (
    <ul className="list-disc pl-4">
      {parts.map(({ key, value }) => (
        <li key={key}>
          <Said value={value} />
        </li>
      ))}
    </ul>
  );
}
