import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox, type CheckboxProps } from 'react-aria-components/Checkbox';

/** Something to say yes to, or one of several that can hold together. */
export function Checkbox({
  children,
  isIndeterminate = false,
  ...props
}: Omit<CheckboxProps, 'children' | 'className'> & { readonly children: ReactNode }) {
  const Mark = isIndeterminate ? Minus : Check;
  return (
    <AriaCheckbox
      {...props}
      isIndeterminate={isIndeterminate}
      className="group flex cursor-pointer items-start gap-2 data-[disabled]:cursor-not-allowed data-[disabled]:opacity-60"
    >
      <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded border border-edge bg-surface group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent group-data-[indeterminate]:border-accent-fill group-data-[indeterminate]:bg-accent-fill group-data-[selected]:border-accent-fill group-data-[selected]:bg-accent-fill">
        <Mark
          size={12}
          aria-hidden
          strokeWidth={3}
          className="text-white opacity-0 group-data-[indeterminate]:opacity-100 group-data-[selected]:opacity-100"
        />
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  );
}
