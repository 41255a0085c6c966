import { Fragment, useId } from 'react';
import {
  CheckboxGroup,
  CheckboxGroupStateContext,
  FieldError,
} from 'react-aria-components/CheckboxGroup';
import { Checkbox } from './checkbox.tsx';
import { type Choice, fieldLook } from './field-look.ts';
import { GroupHead } from './field-parts.tsx';
import { useFieldProblem } from './field-problems.ts';

/** Things that are chosen together or one by one. */
export type ChoiceGroup = { readonly label: string; readonly choices: readonly Choice[] };

type GroupedChoicesProps = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly groups: readonly ChoiceGroup[];
  readonly value: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
};

/** Any number of so many things that one looks for them by what they are about. */
export function GroupedChoices({
  name,
  label,
  hint,
  groups,
  value,
  onChange,
}: GroupedChoicesProps) {
  const { problem, mend } = useFieldProblem(name);
  const change = (values: readonly string[]) => {
    mend();
    onChange(values);
  };
  const all = groups.reduce((sum, { choices }) => sum + choices.length, 0);
  return (
    <CheckboxGroup
      name={name}
      value={[...value]}
      onChange={change}
      isInvalid={problem !== undefined}
      className={fieldLook.field}
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <GroupHead label={label} hint={hint} />
        <span role="status" className="text-muted">
          {value.length} of {all} chosen
        </span>
      </div>
      {groups.map((group) => (
        <Together key={group.label} group={group} value={value} onChange={change} />
      ))}
      <FieldError className={fieldLook.problem}>{problem}</FieldError>
    </CheckboxGroup>
  );
}

function Together({
  group: { label, choices },
  value,
  onChange,
}: Pick<GroupedChoicesProps, 'value' | 'onChange'> & { readonly group: ChoiceGroup }) {
  const legend = useId();
  const own = choices.map((choice) => choice.value);
  const chosen = own.filter((each) => value.includes(each)).length;
  const others = value.filter((each) => !own.includes(each));
  return (
    <fieldset aria-labelledby={legend} className="min-w-0 border-t border-line pt-2 pb-1">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <span id={legend} className="font-medium">
          {label}
        </span>
        {own.length > 1 && (
          // not one of the choices itself
          <CheckboxGroupStateContext value={null}>
            <Checkbox
              aria-label={`All of ${label}`}
              isSelected={chosen === own.length}
              isIndeterminate={chosen > 0 && chosen < own.length}
              onChange={(isAll) => onChange(isAll ? [...others, ...own] : others)}
            >
              All {own.length}
            </Checkbox>
          </CheckboxGroupStateContext>
        )}
      </div>
      <div className="grid gap-x-5 gap-y-1.5 py-1 sm:grid-cols-2">
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value}>
            {brokenAtDots(choice.label)}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

/** A name of several parts goes on in the next line where a part begins, not in the middle of a word. */
function brokenAtDots(name: string) {
  return name.split(/(?<=\.)/).map((part) => (
    <Fragment key={part}>
      <wbr />
      {part}
    </Fragment>
  ));
}
