import { useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { FilterForm } from '../../ui/filter-form.tsx';
import { instantOf, localOf } from '../../ui/local-time.ts';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { WhichCalls } from './which-calls.ts';

const FROM = '/t/$team/integrations/$integration/calls';

const directions = [
  { value: 'both', label: 'Both ways' },
  { value: 'outbound', label: 'To your server' },
  { value: 'inbound', label: 'From your server' },
] as const;

const outcomes = [
  { value: 'all', label: 'Every outcome' },
  { value: 'failed', label: 'Not answered' },
  { value: '2xx', label: 'Status 2xx' },
  { value: '4xx', label: 'Status 4xx' },
  { value: '5xx', label: 'Status 5xx' },
] as const;

/** Narrows the log. What is typed counts when it is sent. */
export function CallFilters() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const [words, setWords] = useState(search.search ?? '');
  const [times, setTimes] = useState({ from: localOf(search.from), until: localOf(search.until) });
  const narrow = (more: WhichCalls) =>
    void navigate({ search: { ...search, before: undefined, ...more } });
  return (
    <search className="flex flex-col gap-3">
      <FilterForm
        onSearch={() =>
          narrow({
            search: words === '' ? undefined : words,
            from: instantOf(times.from),
            until: instantOf(times.until),
          })
        }
      >
        <div className="w-40">
          <Select
            label="Direction"
            choices={directions}
            value={search.direction ?? 'both'}
            onChange={(value) =>
              narrow({ direction: value === 'outbound' || value === 'inbound' ? value : undefined })
            }
          />
        </div>
        <div className="w-44">
          <Select
            label="Outcome"
            choices={outcomes}
            value={search.failed ? 'failed' : (search.status ?? 'all')}
            onChange={(value) =>
              narrow({
                failed: value === 'failed' ? true : undefined,
                status: value === 'failed' || value === 'all' ? undefined : value,
              })
            }
          />
        </div>
        <TextField
          label="From"
          type="datetime-local"
          value={times.from}
          onChange={(from) => setTimes({ ...times, from })}
        />
        <TextField
          label="Until"
          type="datetime-local"
          value={times.until}
          onChange={(until) => setTimes({ ...times, until })}
        />
        <TextField
          label="Search"
          type="search"
          placeholder="Endpoint, path, id …"
          value={words}
          onChange={setWords}
        />
      </FilterForm>
      <Narrowings which={search} onNarrow={narrow} />
    </search>
  );
}

const narrowed = {
  operation: 'Endpoint',
  installation: 'Installation',
  resource: 'Resource',
  trace: 'Trace',
} as const;

/** What the list is narrowed to by following a call, each to be taken away. */
function Narrowings({
  which,
  onNarrow,
}: {
  readonly which: WhichCalls;
  readonly onNarrow: (more: WhichCalls) => void;
}) {
  const names = Object.keys(narrowed) as (keyof typeof narrowed)[];
  const given = names.filter((name) => which[name] !== undefined);
  if (given.length === 0) return null;
  return (
    <ul aria-label="Narrowed to" className="flex flex-wrap gap-2">
      {given.map((name) => (
        <li key={name}>
          <Button
            aria-label={`Not only this ${narrowed[name].toLowerCase()}`}
            onPress={() => onNarrow({ [name]: undefined })}
          >
            {narrowed[name]} <code className="break-all">{which[name]}</code>
            <X size={14} aria-hidden />
          </Button>
        </li>
      ))}
    </ul>
  );
}
