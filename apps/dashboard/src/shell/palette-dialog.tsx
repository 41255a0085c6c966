import { useQuery } from '@tanstack/react-query';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import { read } from '../api/read.ts';
import { Dialog } from '../ui/dialog.tsx';
import { areaAddress, areas } from './areas.ts';
import { menuLook } from './menu-look.ts';
import { useMay, useTeamSlug } from './use-team.ts';

/** The list of places to go to, narrowed as one types. */
export function PaletteDialog({
  onClose,
  onGo,
}: {
  readonly onClose: () => void;
  readonly onGo: (to: string) => void;
}) {
  const places = usePlaces();
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <Dialog title="Go to" isOpen onClose={onClose}>
      <Autocomplete filter={contains}>
        <SearchField aria-label="Find a page" autoFocus>
          <Input
            placeholder="Type a name"
            className="w-full rounded-md border border-edge bg-surface px-3 py-2 placeholder:text-muted"
          />
        </SearchField>
        <Menu
          aria-label="Pages"
          items={places}
          onAction={(key) => onGo(String(key))}
          className="-mx-2 max-h-80 overflow-y-auto outline-none"
          renderEmptyState={() => <p className="px-3 py-2 text-muted">Nothing has that name.</p>}
        >
          {({ address, name, kind }) => (
            <MenuItem id={address} textValue={`${name} ${kind}`} className={menuLook.item}>
              {name} <span className="text-muted">{kind}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Dialog>
  );
}

type Place = { readonly address: string; readonly name: string; readonly kind: string };

function usePlaces(): readonly Place[] {
  const team = useTeamSlug();
  const may = useMay();
  const projects = useQuery(read('listProjects', { params: { team } })).data?.projects ?? [];
  const pages = areas
    .filter(({ needs }) => may(needs))
    .map((area) => ({ address: areaAddress(team, area), name: area.name, kind: 'page' }));
  const found = projects.map(({ name }) => ({
    address: `/t/${team}/projects/${name}`,
    name,
    kind: 'project',
  }));
  return [...pages, ...found];
}
