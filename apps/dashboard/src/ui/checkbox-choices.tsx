import {
  CheckboxGroup,
  type CheckboxGroupProps,
  FieldError,
} from 'react-aria-components/CheckboxGroup';
import { Checkbox } from './checkbox.tsx';
import { type Choice, fieldLook } from './field-look.ts';
import { GroupHead } from './field-parts.tsx';
import { useFieldProblem } from './field-problems.ts';

/** Any number of a few things. */
export function CheckboxChoices({
  label,
  hint,
  choices,
  onChange,
  ...props
}: Omit<CheckboxGroupProps, 'children' | 'className' | 'onChange'> & {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly choices: readonly Choice[];
  readonly onChange: (values: string[]) => void;
}) {
  const { problem, mend } = useFieldProblem(props.name);
  return (
    <CheckboxGroup
      {...props}
      onChange={(values) => {
        mend();
        onChange(values);
      }}
      isInvalid={problem !== undefined}
      className={fieldLook.field}
    >
      <GroupHead label={label} hint={hint} />
      <div className="flex flex-wrap gap-x-5 gap-y-1.5 py-1">
        {choices.map((choice) => (
          <Checkbox key={choice.value} value={choice.value} isDisabled={choice.isDisabled ?? false}>
            {choice.label}
            {choice.description !== undefined && (
              <span className="block text-xs text-muted">{choice.description}</span>
            )}
          </Checkbox>
        ))}
      </div>
      <FieldError className={fieldLook.problem}>{problem}</FieldError>
    </CheckboxGroup>
  );
}
