import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import { classes } from './classes.ts';
import { fieldLook } from './field-look.ts';
import { FieldHint } from './field-parts.tsx';

/** A field for text that a program reads, such as JSON. What is wrong with it stands below, line by line. */
export function CodeField({
  label,
  hint,
  rows,
  problems,
  value,
  onChange,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly rows: number;
  readonly problems: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <TextField
      value={value}
      onChange={onChange}
      isInvalid={problems.length > 0}
      className={fieldLook.field}
    >
      <Label className={fieldLook.label}>{label}</Label>
      <TextArea
        rows={rows}
        spellCheck={false}
        className={classes(fieldLook.box, 'font-mono text-xs leading-relaxed')}
      />
      <FieldHint hint={hint} />
      <FieldError className={fieldLook.problem}>
        {problems.map((problem) => (
          <span key={problem} className="block">
            {problem}
          </span>
        ))}
      </FieldError>
    </TextField>
  );
}
