import type { MetadataValue } from '@kontor/protocol';
import { useState } from 'react';
import { TextField, type TextFieldProps } from '../text-field.tsx';

/** A number as one types it. What is none is kept as text, for the host to say so at this field. */
export function NumberField({
  value,
  onChange,
  ...props
}: Omit<TextFieldProps, 'value' | 'onChange'> & {
  readonly value: MetadataValue | undefined;
  readonly onChange: (value: MetadataValue | undefined) => void;
}) {
  const [text, setText] = useState(value === undefined ? '' : String(value));
  return (
    <TextField
      {...props}
      inputMode="decimal"
      value={text}
      onChange={(typed) => {
        setText(typed);
        onChange(numberIn(typed));
      }}
    />
  );
}

function numberIn(text: string): MetadataValue | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}
