import type { Action } from '@kontor/protocol';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
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
  const move = useMove(name);
  return [open === name && may(action), (isOpen) => move(isOpen ? {} : undefined)];
}

/**
 * The same of a dialog about one of several things, which stands in the address by what `keyOf` calls it.
 * While it is open it is about what it was opened with, also when that changes or goes meanwhile: what is
 * typed is not lost by that, and the host says what has become of it.
 */
export function useOpenAbout<Thing>(
  name: string,
  {
    action,
    among,
    keyOf,
  }: {
    readonly action: Action;
    /** Undefined until they are known. */
    readonly among: readonly Thing[] | undefined;
    readonly keyOf: (thing: Thing) => string;
  },
): readonly [thing: Thing | undefined, open: (thing: Thing) => void, close: () => void] {
  const { open, of } = useSearch({ from: '/t/$team' });
  const may = useMay();
  const move = useMove(name);
  const [held, setHeld] = useState<{ readonly of: string; readonly thing: Thing }>();
  const wanted = open === name && may(action) ? of : undefined;
  if (wanted !== held?.of) {
    const thing = wanted === undefined ? undefined : among?.find((each) => keyOf(each) === wanted);
    if (wanted !== undefined && thing !== undefined) setHeld({ of: wanted, thing });
    else if (held !== undefined) setHeld(undefined);
  }
  return [
    held !== undefined && held.of === wanted ? held.thing : undefined,
    (thing) => move({ of: keyOf(thing) }),
    // another may be under way by the time that this one is done
    () => move(undefined, wanted),
  ];
}

type Place = { readonly open?: string | undefined; readonly of?: string | undefined };

/** Opens a dialog, or closes it where it is the one that is open. */
function useMove(name: string) {
  const navigate = useNavigate();
  return (about: { readonly of?: string } | undefined, closed?: string) =>
    void navigate({
      to: '.',
      search: (before: Place) => {
        if (about !== undefined) return { ...before, open: name, of: about.of };
        const isOther = before.open !== name || before.of !== closed;
        return isOther ? before : { ...before, open: undefined, of: undefined };
      },
      replace: about === undefined,
      resetScroll: false,
    });
}
