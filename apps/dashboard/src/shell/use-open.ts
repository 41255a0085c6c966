import type { Action } from '@kontor/protocol';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from './use-team.ts';

/**
 * Whether a dialog of a page is open, for whoever may do what it does. It stands in the address: that can be
 * shared, survives a reload, and the way back closes the dialog.
 */
export function useOpen(
  name: string,
  action: Action,
): readonly [isOpen: boolean, setOpen: (isOpen: boolean) => void] {
  const { open } = useSearch({ from: '/t/$team' });
  const may = useMay();
  const navigate = useNavigate();
  const setOpen = (isOpen: boolean) =>
    void navigate({
      to: '.',
      search: (before: object) => ({ ...before, open: isOpen ? name : undefined }),
      replace: !isOpen,
      resetScroll: false,
    });
  return [open === name && may(action), setOpen];
}
