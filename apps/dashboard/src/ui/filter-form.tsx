import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** Narrows a list. What is typed counts when it is sent, what is chosen at once. */
export function FilterForm({
  onSearch,
  children,
}: {
  readonly onSearch: () => void;
  readonly children: ReactNode;
}) {
  return (
    <form
      className="flex flex-wrap items-end gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch();
      }}
    >
      {children}
      <Button type="submit">Search</Button>
    </form>
  );
}
