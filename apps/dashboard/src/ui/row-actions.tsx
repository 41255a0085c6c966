import type { ReactNode } from 'react';

/**
 * What can be done with one row of a table: quiet buttons that do not make the row higher, and are told from
 * what one only reads by their colour.
 */
export function RowActions({ children }: { readonly children: ReactNode }) {
  return (
    <span className="-my-1.5 -ml-3 flex [&_a]:text-accent [&_button]:text-accent">{children}</span>
  );
}
