import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import {
  type TextFieldProps as AriaProps,
  TextField as AriaTextField,
} from 'react-aria-components/TextField';
import { useFieldProblem } from './field-problems.ts';

export type TextFieldProps = Omit<AriaProps, 'children' | 'className'> & {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly isLong?: boolean;
};

const box =
  'w-full rounded-md border border-edge bg-surface px-3 py-1.5 text-ink placeholder:text-muted data-[invalid]:border-bad read-only:bg-hover disabled:bg-hover disabled:text-muted';

/** A field for text, with its name above and what is wrong with it below. */
export function TextField({
  label,
  hint,
  placeholder = '',
  isLong,
  onChange,
  ...props
}: TextFieldProps) {
  const { problem, mend } = useFieldProblem(props.name);
  return (
    <AriaTextField
      {...props}
      isInvalid={problem !== undefined}
      onChange={(value) => {
        mend();
        onChange?.(value);
      }}
      className="flex flex-col gap-1"
    >
      <Label className="font-medium">{label}</Label>
      {isLong ? (
        <TextArea className={box} placeholder={placeholder} rows={5} />
      ) : (
        <Input className={box} placeholder={placeholder} />
      )}
      {hint !== undefined && (
        <Text slot="description" className="text-muted">
          {hint}
        </Text>
      )}
      <FieldError className="text-bad">{problem}</FieldError>
    </AriaTextField>
  );
}
