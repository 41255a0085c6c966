import type { ReactNode } from 'react';
import {
  FieldError,
  Radio,
  RadioGroup,
  type RadioGroupProps,
} from 'react-aria-components/RadioGroup';
import { classes } from './classes.ts';
import { fieldLook } from './field-look.ts';
import { GroupHead } from './field-parts.tsx';
import { useFieldProblem } from './field-problems.ts';

export type Card = {
  readonly value: string;
  readonly title: ReactNode;
  readonly body?: ReactNode;
  readonly isDisabled?: boolean;
};

/** One of a few things that are worth a look before one chooses. */
export function RadioCards({
  label,
  hint,
  cards,
  onChange,
  isWide = false,
  ...props
}: Omit<RadioGroupProps, 'children' | 'className' | 'onChange'> & {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly cards: readonly Card[];
  readonly onChange: (value: string) => void;
  /** Whether a card takes the whole line. */
  readonly isWide?: boolean;
}) {
  const { problem, mend } = useFieldProblem(props.name);
  return (
    <RadioGroup
      {...props}
      onChange={(value) => {
        mend();
        onChange(value);
      }}
      isInvalid={problem !== undefined}
      className={fieldLook.field}
    >
      <GroupHead label={label} hint={hint} />
      <div className={classes('grid gap-2', !isWide && 'sm:grid-cols-2')}>
        {cards.map((card) => (
          <Radio
            key={card.value}
            value={card.value}
            isDisabled={card.isDisabled ?? false}
            className="flex cursor-pointer flex-col gap-1 rounded-lg border border-edge bg-surface px-3 py-2 hover:bg-hover data-[disabled]:cursor-not-allowed data-[disabled]:opacity-60 data-[focus-visible]:outline-2 data-[focus-visible]:outline-offset-2 data-[focus-visible]:outline-accent data-[selected]:border-accent data-[selected]:bg-accent-tint"
          >
            <span className="font-medium">{card.title}</span>
            {card.body}
          </Radio>
        ))}
      </div>
      <FieldError className={fieldLook.problem}>{problem}</FieldError>
    </RadioGroup>
  );
}
