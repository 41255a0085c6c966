import { aboutNouns } from '../../ui/events/nouns.ts';
import type { Names } from '../../ui/events/use-names.ts';
import { Select } from '../../ui/select.tsx';
import type { EventSearch } from './routes.ts';

const ALL = 'all';

const others = [
  { value: 'machine', label: 'Machines of the team' },
  { value: 'provider', label: 'Providers' },
  { value: 'service', label: 'The platform' },
  { value: 'system', label: 'Kontor by itself' },
] as const;

/** Narrows the log by what happened, who did it, and what it was about. */
export function EventFilter({
  search,
  names,
  onChange,
}: {
  readonly search: EventSearch;
  readonly names: Names;
  readonly onChange: (search: EventSearch) => void;
}) {
  const { type, actor, subject } = search;
  const wanted = (value: string) => (value === ALL ? undefined : value);
  const narrow = (change: EventSearch) => onChange({ ...search, before: undefined, ...change });
  const people = names.people.map(({ userId, name }) => ({ value: userId, label: name }));
  return (
    <div className="flex flex-wrap items-end gap-4">
      <div className="w-64">
        <Select
          label="What"
          choices={withOwn([{ value: ALL, label: 'Everything' }, ...aboutNouns], type)}
          value={type ?? ALL}
          onChange={(value) => narrow({ type: wanted(value) })}
        />
      </div>
      <div className="w-56">
        <Select
          label="Who"
          choices={withOwn(
            [{ value: ALL, label: 'Everybody' }, ...people, ...others],
            actor,
            names.of,
          )}
          value={actor ?? ALL}
          onChange={(value) => narrow({ actor: wanted(value) })}
        />
      </div>
      {subject !== undefined && (
        <div className="w-56">
          <Select
            label="About"
            choices={withOwn([{ value: ALL, label: 'Anything' }], subject, names.of)}
            value={subject}
            onChange={(value) => narrow({ subject: wanted(value) })}
          />
        </div>
      )}
    </div>
  );
}

type Choice = { readonly value: string; readonly label: string };

/** The choices, with the one that an address asks for though it is not among them. */
function withOwn(
  choices: readonly Choice[],
  value: string | undefined,
  nameOf: (id: string) => string | undefined = () => undefined,
): readonly Choice[] {
  if (value === undefined || choices.some((choice) => choice.value === value)) return choices;
  return [...choices, { value, label: nameOf(value) ?? value }];
}
