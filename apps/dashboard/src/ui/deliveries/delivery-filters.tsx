import { useState } from 'react';
import { FilterForm } from '../filter-form.tsx';
import { instantOf, localOf } from '../local-time.ts';
import { Select } from '../select.tsx';
import { TextField } from '../text-field.tsx';
import { deliveryStates, stateIn } from './delivery-state.tsx';
import { toldTypes } from './told-types.ts';
import type { WhichDeliveries } from './which-deliveries.ts';

const ALL = 'all';

/** Narrows the list by type, state and time. What is typed counts when it is sent. */
export function DeliveryFilters({
  which,
  onChange,
}: {
  readonly which: WhichDeliveries;
  readonly onChange: (which: WhichDeliveries) => void;
}) {
  const [times, setTimes] = useState({ from: localOf(which.from), until: localOf(which.until) });
  const narrow = (more: WhichDeliveries) => onChange({ ...which, before: undefined, ...more });
  const wanted = (value: string) => (value === ALL ? undefined : value);
  const types = typesWith(which.type).map((value) => ({ value, label: value }));
  return (
    <search>
      <FilterForm
        onSearch={() => narrow({ from: instantOf(times.from), until: instantOf(times.until) })}
      >
        <div className="w-60">
          <Select
            label="Type"
            choices={[{ value: ALL, label: 'Every type' }, ...types]}
            value={which.type ?? ALL}
            onChange={(value) => narrow({ type: wanted(value) })}
          />
        </div>
        <div className="w-36">
          <Select
            label="State"
            choices={[{ value: ALL, label: 'Every state' }, ...deliveryStates]}
            value={stateIn(which.state) ?? ALL}
            onChange={(value) => narrow({ state: wanted(value) })}
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
      </FilterForm>
    </search>
  );
}

/** The types that there are, and the one that an address asks for though it is not among them. */
export function typesWith(type: string | undefined): readonly string[] {
  const known: readonly string[] = toldTypes;
  return type === undefined || known.includes(type) ? known : [...known, type];
}
