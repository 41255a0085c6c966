import { ChevronDown } from 'lucide-react';
import {
  Select as AriaSelect,
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components/Select';
import { classes } from './classes.ts';
import { type Choice, fieldLook } from './field-look.ts';
import { FieldHint } from './field-parts.tsx';
import { useFieldProblem } from './field-problems.ts';

export type SelectProps = {
  readonly name?: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly choices: readonly Choice[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  /** Whether the choices are still to come: it opens all the same, and shows them when they are there. */
  readonly isLoading?: boolean;
};

/** One of a list that would take too much place on the page. */
export function Select({
  name,
  label,
  hint,
  placeholder = 'Choose',
  choices,
  value,
  onChange,
  isLoading = false,
  ...props
}: SelectProps) {
  const { problem, mend } = useFieldProblem(name);
  return (
    <AriaSelect
      {...props}
      allowsEmptyCollection
      placeholder={placeholder}
      value={value}
      onChange={(key) => {
        mend();
        if (key !== null) onChange(String(key));
      }}
      isInvalid={problem !== undefined}
      className={fieldLook.field}
    >
      <Label className={fieldLook.label}>{label}</Label>
      <Button
        className={classes(
          fieldLook.box,
          'flex cursor-pointer items-center justify-between gap-2 text-left disabled:cursor-not-allowed',
        )}
      >
        <SelectValue className="truncate data-[placeholder]:text-muted">
          {({ selectedText, isPlaceholder }) => (isPlaceholder ? placeholder : selectedText)}
        </SelectValue>
        <ChevronDown size={16} aria-hidden className="shrink-0" />
      </Button>
      <FieldHint hint={hint} />
      <FieldError className={fieldLook.problem}>{problem}</FieldError>
      <Popover className="w-(--trigger-width) rounded-lg border border-line bg-raised p-1 shadow-lg">
        <ListBox
          items={choices}
          renderEmptyState={() => (
            <span className="block px-3 py-1.5 text-muted">
              {isLoading ? 'Loading' : 'There is nothing to choose from.'}
            </span>
          )}
          className="max-h-72 overflow-y-auto outline-none"
        >
          {(choice) => (
            <ListBoxItem
              id={choice.value}
              textValue={choice.label}
              isDisabled={choice.isDisabled ?? false}
              className="cursor-pointer rounded-md px-3 py-1.5 outline-none focus:bg-hover data-[disabled]:cursor-not-allowed data-[disabled]:opacity-60 data-[selected]:font-medium"
            >
              <Text slot="label">{choice.label}</Text>
              {choice.description !== undefined && (
                <Text slot="description" className="block text-xs font-normal text-muted">
                  {choice.description}
                </Text>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
