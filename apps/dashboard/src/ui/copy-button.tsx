import { useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

/** Puts a text where it can be pasted from, and says so. */
export function CopyButton({
  text,
  name = 'Copy',
  about,
  ...props
}: Omit<ButtonProps, 'children' | 'onPress'> & {
  readonly text: string;
  /** What the button says until it was pressed. */
  readonly name?: string;
  /** Whose it is, where several such buttons stand on one page. */
  readonly about?: string;
}) {
  const [copied, setCopied] = useState<string>();
  const shown = copied === text ? 'Copied' : name;
  return (
    <Button
      {...props}
      {...(about === undefined ? {} : { 'aria-label': `${shown} for ${about}` })}
      onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}
    >
      {shown}
    </Button>
  );
}
