import type { SpendLimit } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { useLimitSubjects } from './limit-subjects.ts';

/** Limits what a month may cost, or changes a limit. */
export function LimitDialog({
  limit,
  taken = [],
  onClose,
}: {
  readonly limit?: SpendLimit;
  /** Those that are there already, which are changed and not made again. */
  readonly taken?: readonly SpendLimit[];
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const isTaken = (subject: string) => taken.some(({ id }) => (id ?? 'team') === subject);
  const subjects = useLimitSubjects().filter(({ value }) => !isTaken(value));
  const [chosen, setChosen] = useState(limit && (limit.id ?? 'team'));
  const [amount, setAmount] = useState(limit?.amount ?? '');
  const [hardStop, setHardStop] = useState(limit?.hardStop ?? false);
  const [shares, setShares] = useState((limit?.warnAt ?? [50, 80, 100]).join(', '));
  const save = useChange('setSpendLimit', { refreshes: ['listSpendLimits'], onDone: onClose });
  const subject = chosen ?? subjects[0]?.value ?? 'team';
  return (
    <FormDialog
      title={limit === undefined ? 'New limit' : 'Change the limit'}
      onClose={onClose}
      error={save.error}
      onSubmit={() =>
        save.mutate({
          params: { team, subject },
          body: { amount, hardStop, warnAt: sharesIn(shares) },
        })
      }
      submit="Save"
      isPending={save.isPending}
    >
      <Select
        name="subject"
        label="Of"
        isDisabled={limit !== undefined}
        choices={subjects}
        value={subject}
        onChange={setChosen}
      />
      <TextField
        name="amount"
        label="At most in a month, in US dollars"
        hint="Such as 500.00."
        inputMode="decimal"
        isRequired
        value={amount}
        onChange={setAmount}
      />
      <Toggle
        name="hardStop"
        label="Refuse more once it is reached"
        hint="Purchases and plans that are not free are refused then. What runs goes on."
        isSelected={hardStop}
        onChange={setHardStop}
      />
      <TextField
        name="warnAt"
        label="Warn at, in per cent of it"
        hint="Such as 50, 80, 100. Left empty, nobody is warned."
        value={shares}
        onChange={setShares}
      />
    </FormDialog>
  );
}

/** The numbers in a text; what is none is left for the host to refuse. */
function sharesIn(text: string): number[] {
  return text
    .split(/[\s,;%]+/)
    .filter((part) => part !== '')
    .map(Number);
}
