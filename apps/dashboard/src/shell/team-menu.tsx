import { ChevronsUpDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { menuLook } from './menu-look.ts';
import { useMe, useTeamSlug } from './use-team.ts';

/** Which team is shown, and the way to others. */
export function TeamMenu() {
  const slug = useTeamSlug();
  const teams = useMe().data?.teams ?? [];
  const current = teams.find((team) => team.slug === slug);
  return (
    <MenuTrigger>
      <Button className={menuLook.trigger}>
        <span className="max-w-48 truncate">{current?.name ?? slug}</span>
        <ChevronsUpDown size={14} aria-label="Change team" className="text-muted" />
      </Button>
      <Popover className={menuLook.popover} placement="bottom start">
        <Menu aria-label="Teams" className="outline-none">
          {teams.map((team) => (
            <MenuItem key={team.id} href={`/t/${team.slug}`} className={menuLook.item}>
              {team.name}
            </MenuItem>
          ))}
          <MenuItem href="/?new=team" className={menuLook.item}>
            New team …
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
