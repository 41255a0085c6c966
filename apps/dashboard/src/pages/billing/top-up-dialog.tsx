import type { TopUpRule } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { type Prepaid, usePrepaid } from '../../shell/use-prepaid.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { dollars } from '../../ui/amount.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ToCatalogue } from './nothing-prepaid.tsx';

/** Says when a balance is filled up, with how much, and how much at most in a month. */
export function TopUpDialog({
  rule,
  onClose,
}: {
  readonly rule?: TopUpRule;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const { prepaid, isNothing } = usePrepaid();
  const [chosen, setChosen] = useState<string | undefined>(
    rule && (rule.resourceId ?? rule.installationId),
  );
  const [typed, setTyped] = useState({
    below: rule?.below ?? '',
    buys: rule?.buys ?? '',
    atMostPerMonth: rule?.atMostPerMonth ?? '',
  });
  const save = useChange('setTopUpRule', { refreshes: ['listTopUpRules'], onDone: onClose });
  const target = prepaid.find(({ value }) => value === chosen) ?? prepaid[0];
  const submit = () =>
    target &&
    save.mutate({
      params: {
        team,
        installation: target.installation,
        subject: target.resource ?? 'installation',
      },
      body: {
        billingPlanId: target.plan.id,
        ...typed,
        atMostPerMonth: typed.atMostPerMonth === '' ? null : typed.atMostPerMonth,
      },
    });
  return (
    <FormDialog
      title={rule === undefined ? 'New rule' : 'Change the rule'}
      onClose={onClose}
      error={save.error}
      onSubmit={submit}
      submit="Save"
      isPending={save.isPending}
      isReady={target !== undefined}
    >
      {isNothing && (
        <Note>
          Nothing here has a plan that is paid before it is used. <ToCatalogue />
        </Note>
      )}
      {target !== undefined && (
        <>
          <Select
            name="subject"
            label="For"
            isDisabled={rule !== undefined}
            choices={prepaid}
            value={target.value}
            onChange={setChosen}
          />
          {fieldsFor(target).map((field) => (
            <TextField
              key={field.name}
              {...field}
              inputMode="decimal"
              value={typed[field.name]}
              onChange={(value) => setTyped({ ...typed, [field.name]: value })}
            />
          ))}
          <p className="text-muted">
            It is paid with what pays for the installation, without asking again. A payment that is
            declined, or another plan, stops it.
          </p>
        </>
      )}
    </FormDialog>
  );
}

function fieldsFor({ plan }: Prepaid) {
  const { minimumAmount, maximumAmount, maximumAmountAutoPurchasePerPeriod: most } = plan;
  const sold = [
    ...(minimumAmount === undefined ? [] : [`at least ${dollars(minimumAmount)}`]),
    ...(maximumAmount === undefined ? [] : [`at most ${dollars(maximumAmount)}`]),
  ].join(' and ');
  return [
    {
      name: 'below',
      label: 'When less is left than, in US dollars',
      hint: 'Such as 5.00.',
      isRequired: true,
    },
    {
      name: 'buys',
      label: 'Buy, in US dollars',
      hint: sold === '' ? undefined : `${plan.name} sells ${sold} at once.`,
      isRequired: true,
    },
    {
      name: 'atMostPerMonth',
      label: 'At most in a month, in US dollars',
      hint:
        most === undefined
          ? 'Left empty, it has no end but a spend limit.'
          : `Left empty, it is what the plan allows: ${dollars(most)}.`,
    },
  ] as const;
}
