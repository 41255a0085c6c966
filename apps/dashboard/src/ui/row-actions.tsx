import type { ReactNode } from 'react';

/** What can be done with one row of a table: quiet buttons that do not make the row higher. */
export function RowActions({ children }: { readonly children: ReactNode }) {
  return <span className="-my-1.5 -ml-3 flex">{children}</span>;
}
