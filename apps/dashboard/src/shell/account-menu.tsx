import { CircleUser } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { menuLook } from './menu-look.ts';
import { keepTheme, readTheme, type Theme } from './theme.ts';
import { useSignOut } from './use-sign-out.tsx';
import { useMe } from './use-team.ts';

const themes: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

/** Who is signed in, how pages look to them, and the way out. */
export function AccountMenu() {
  const { data } = useMe();
  const { leave, note } = useSignOut();
  const [theme, setTheme] = useState(readTheme);
  const choose = (wanted: Theme) => {
    keepTheme(wanted);
    setTheme(wanted);
  };
  return (
    <>
      <MenuTrigger>
        <Button aria-label="Account" className={menuLook.trigger}>
          <CircleUser size={20} aria-hidden />
        </Button>
        <Popover className={menuLook.popover} placement="bottom end">
          <Menu aria-label="Account" className="outline-none">
            <MenuSection>
              <Header className={menuLook.header}>{data?.person.email ?? 'Account'}</Header>
              {data?.person.isOperator === true && (
                <MenuItem href="/operator" className={menuLook.item}>
                  This host
                </MenuItem>
              )}
              <MenuItem href="/account" className={menuLook.item}>
                Account and tokens
              </MenuItem>
              <MenuItem onAction={leave} className={menuLook.item}>
                Sign out
              </MenuItem>
            </MenuSection>
            <MenuSection
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[theme]}
              onSelectionChange={(keys) => {
                const [chosen] = keys === 'all' ? [] : [...keys];
                choose((chosen as Theme | undefined) ?? 'system');
              }}
            >
              <Header className={menuLook.header}>Colours</Header>
              {Object.entries(themes).map(([id, name]) => (
                <MenuItem
                  key={id}
                  id={id}
                  className={`${menuLook.item} data-[selected]:font-semibold`}
                >
                  {name}
                </MenuItem>
              ))}
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      {note}
    </>
  );
}
