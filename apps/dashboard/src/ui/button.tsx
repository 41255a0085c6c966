import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaProps } from 'react-aria-components/Button';
import { classes } from './classes.ts';

type Look = 'primary' | 'plain' | 'quiet' | 'danger' | 'link';

/** How a button of a kind looks; links that stand where buttons do look the same. */
export function buttonLook(look: Look = 'plain'): string {
  return classes(
    'inline-flex cursor-pointer items-center justify-center gap-2 rounded-md',
    look === 'link' ? 'text-left text-accent underline' : 'px-3 py-1.5 font-medium no-underline',
    'disabled:cursor-not-allowed disabled:opacity-60 data-[pending]:opacity-70',
    look === 'primary' && 'bg-accent-fill text-white hover:brightness-110',
    look === 'danger' && 'bg-bad-fill text-white hover:brightness-110',
    look === 'plain' && 'border border-edge bg-surface text-ink hover:bg-hover',
    look === 'quiet' && 'text-ink hover:bg-hover',
  );
}

export type ButtonProps = Omit<AriaProps, 'children' | 'className'> & {
  readonly look?: Look;
  readonly children: ReactNode;
};

export function Button({ look = 'plain', children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={buttonLook(look)}>
      {children}
    </AriaButton>
  );
}
