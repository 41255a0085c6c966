import { Link, Outlet } from '@tanstack/react-router';
import { Problem } from '../../api/problem.ts';
import { signInAddress } from '../../api/session.ts';
import { AccountMenu } from '../../shell/account-menu.tsx';
import { CommandPalette } from '../../shell/command-palette.tsx';
import { SkipLink } from '../../shell/skip-link.tsx';
import { useMe } from '../../shell/use-team.ts';
import { Empty } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Strip, StripLink } from '../../ui/strip.tsx';
import { operatorAreas, useArea } from './operator-areas.ts';

const loadPalette = async () => (await import('../../shell/host-palette.tsx')).HostPalette;

/** What surrounds the pages of those who run the host. Others find nothing here. */
export function OperatorShell() {
  const { data, error } = useMe();
  if (error instanceof Problem && error.isSignedOut && data === undefined) {
    location.assign(signInAddress());
    return null;
  }
  const isOperator = data?.person.isOperator;
  return (
    <>
      <SkipLink />
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-6xl items-center gap-2 px-4 py-2 sm:px-6">
          <Link to="/" aria-label="Your teams" className="mr-1">
            <img src="/assets/icon.svg" alt="" className="size-7" />
          </Link>
          <span className="px-2 py-1.5 font-medium">This host</span>
          <div className="ml-auto flex items-center gap-1">
            {isOperator === true && <CommandPalette load={loadPalette} />}
            <AccountMenu />
          </div>
        </div>
        {isOperator === true && <Areas />}
      </header>
      <main id="content" tabIndex={-1} className="outline-none">
        {isOperator === true && <Outlet />}
        {(isOperator === false || (data === undefined && error !== null)) && (
          <div className="mx-auto max-w-xl px-4 py-16">
            <Empty title="This is not here">
              {error?.message ?? 'These pages are for those who run this host.'}
            </Empty>
          </div>
        )}
        {data === undefined && error === null && (
          <div className="mx-auto max-w-6xl px-4 py-6">
            <Skeleton />
          </div>
        )}
      </main>
    </>
  );
}

function Areas() {
  const shown = useArea();
  return (
    <Strip label="Host" className="mx-auto max-w-6xl scroll-hint-surface px-2 sm:px-4">
      {operatorAreas.map((area) => (
        <StripLink
          key={area.name}
          to={area.pages[0].to}
          activeOptions={{ exact: true }}
          {...(area === shown && { 'aria-current': 'page' })}
        >
          {area.name}
        </StripLink>
      ))}
    </Strip>
  );
}
