import { FieldError, SwitchButton, SwitchField } from 'react-aria-components/Switch';
import { fieldLook } from './field-look.ts';
import { FieldHint } from './field-parts.tsx';
import { useFieldProblem } from './field-problems.ts';

/** Something that is on or off. */
export function Toggle({
  name,
  label,
  hint,
  isSelected,
  onChange,
  isDisabled = false,
}: {
  readonly name?: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}) {
  const { problem, mend } = useFieldProblem(name);
  return (
    <SwitchField
      isSelected={isSelected}
      isDisabled={isDisabled}
      isInvalid={problem !== undefined}
      onChange={(on) => {
        mend();
        onChange(on);
      }}
      className={fieldLook.field}
    >
      <SwitchButton className="group flex w-fit cursor-pointer items-center gap-2 font-medium data-[disabled]:cursor-not-allowed data-[disabled]:opacity-60">
        <span className="flex h-5 w-9 shrink-0 items-center rounded-full border border-edge bg-hover p-0.5 group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent group-data-[selected]:bg-accent-fill">
          <span className="size-3.5 rounded-full bg-edge transition-transform group-data-[selected]:translate-x-4 group-data-[selected]:bg-white" />
        </span>
        {label}
      </SwitchButton>
      <FieldHint hint={hint} />
      <FieldError className={fieldLook.problem}>{problem}</FieldError>
    </SwitchField>
  );
}
