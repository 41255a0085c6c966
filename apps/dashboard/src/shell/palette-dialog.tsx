import { useDeferredValue, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import { Dialog } from '../ui/dialog.tsx';
import { menuLook } from './menu-look.ts';

/** Where the command palette leads. */
export type Place = { readonly address: string; readonly name: string; readonly kind: string };

/** Whoever looks for something else types more of its name. */
const MOST_SHOWN = 20;

function firstOf(places: Iterable<Place>, words: string): readonly Place[] {
  const found: Place[] = [];
  for (const place of places) {
    if (!`${place.name} ${place.kind}`.toLowerCase().includes(words)) continue;
    if (found.push(place) === MOST_SHOWN) break;
  }
  return found;
}

/** The list of places to go to, narrowed as one types. */
export function PaletteDialog({
  places,
  onClose,
  onGo,
}: {
  readonly places: Iterable<Place>;
  readonly onClose: () => void;
  readonly onGo: (to: string) => void;
}) {
  const [typed, setTyped] = useState('');
  const found = firstOf(places, typed.toLowerCase());
  // the field is there first, so that one types at once
  const isListed = useDeferredValue(true, false);
  return (
    <Dialog title="Go to" isOpen onClose={onClose}>
      {/* the field scrolls along with the list: what scrolls has to hold what the keyboard is in */}
      <div className="-mx-2 -mb-2 max-h-96 scroll-pt-14 overflow-y-auto px-2 pb-2">
        <Autocomplete inputValue={typed} onInputChange={setTyped}>
          <SearchField
            aria-label="Find a page"
            autoFocus
            className="sticky top-0 z-10 bg-raised py-1.5"
          >
            <Input
              placeholder="Type a name"
              className="w-full rounded-md border border-edge bg-surface px-3 py-2 placeholder:text-muted"
            />
          </SearchField>
          <Menu
            aria-label="Pages"
            items={isListed ? found : []}
            className="-mx-2 outline-none"
            renderEmptyState={() =>
              isListed && <p className="px-3 py-2 text-muted">Nothing has that name.</p>
            }
          >
            {({ address, name, kind }) => (
              <MenuItem
                id={`${kind} ${address}`}
                textValue={`${name} ${kind}`}
                className={menuLook.item}
                onAction={() => onGo(address)}
              >
                {name} <span className="text-muted">{kind}</span>
              </MenuItem>
            )}
          </Menu>
        </Autocomplete>
      </div>
    </Dialog>
  );
}
