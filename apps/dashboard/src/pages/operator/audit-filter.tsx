import { useState } from 'react';
import { aboutNouns } from '../../ui/events/nouns.ts';
import { FilterForm } from '../../ui/filter-form.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { AuditSearch } from './routes.ts';

const ALL = 'all';
const kinds = [
  { value: ALL, label: 'Everybody' },
  { value: 'person', label: 'People' },
  { value: 'machine', label: 'Machines of teams' },
  { value: 'provider', label: 'Providers' },
  { value: 'service', label: 'Platforms' },
  { value: 'system', label: 'Kontor by itself' },
] as const;

/** Narrows the log. What is typed counts when it is sent. */
export function AuditFilter({
  search,
  onChange,
}: {
  readonly search: AuditSearch;
  readonly onChange: (search: AuditSearch) => void;
}) {
  const [team, setTeam] = useState(search.team ?? '');
  const [subject, setSubject] = useState(search.subject ?? '');
  const { type, actor } = search;
  const own = (value: string | undefined, choices: readonly { readonly value: string }[]) =>
    value === undefined || choices.some((each) => each.value === value)
      ? []
      : [{ value, label: value }];
  const chosen = (value: string) => (value === ALL ? undefined : value);
  const narrow = (more: AuditSearch) =>
    onChange({
      ...search,
      team: team.trim() || undefined,
      subject: subject.trim() || undefined,
      ...more,
    });
  return (
    <search>
      <FilterForm onSearch={() => narrow({})}>
        <div className="w-56">
          <Select
            label="What"
            choices={[{ value: ALL, label: 'Everything' }, ...aboutNouns, ...own(type, aboutNouns)]}
            value={type ?? ALL}
            onChange={(value) => narrow({ type: chosen(value) })}
          />
        </div>
        <div className="w-48">
          <Select
            label="Who"
            choices={[...kinds, ...own(actor, kinds)]}
            value={actor ?? ALL}
            onChange={(value) => narrow({ actor: chosen(value) })}
          />
        </div>
        <TextField label="Team" placeholder="Slug or id" value={team} onChange={setTeam} />
        <TextField label="About" placeholder="An id" value={subject} onChange={setSubject} />
      </FilterForm>
    </search>
  );
}
