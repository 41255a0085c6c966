import { Link, useLocation } from '@tanstack/react-router';
import { Strip, StripLink } from '../ui/strip.tsx';
import { AccountMenu } from './account-menu.tsx';
import { type Area, areaAddress, areas } from './areas.ts';
import { CommandPalette } from './command-palette.tsx';
import { TeamMenu } from './team-menu.tsx';
import { useMaySee, useTeamSlug } from './use-team.ts';

const loadPalette = async () => (await import('./team-palette.tsx')).TeamPalette;

/** The bar above every page of a team: which team, its areas, and who is signed in. */
export function TopBar() {
  const team = useTeamSlug();
  const maySee = useMaySee();
  const here = useLocation({ select: ({ pathname }) => pathname });
  const isAlsoIn = ({ alsoAt }: Area) =>
    alsoAt !== undefined && here.startsWith(`/t/${encodeURIComponent(team)}${alsoAt}`);
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-6xl items-center gap-2 px-4 py-2 sm:px-6">
        <Link to="/t/$team" params={{ team }} className="mr-1" aria-label="Overview of the team">
          <img src="/assets/icon.svg" alt="" className="size-7" />
        </Link>
        <TeamMenu />
        <div className="ml-auto flex items-center gap-1">
          <CommandPalette load={loadPalette} />
          <AccountMenu />
        </div>
      </div>
      <Strip label="Team" className="mx-auto max-w-6xl scroll-hint-surface px-2 sm:px-4">
        {areas
          .filter(({ needs }) => maySee(needs))
          .map((area) => (
            <StripLink
              key={area.name}
              to={areaAddress(team, area)}
              activeOptions={{ exact: area.path === '' }}
              {...(isAlsoIn(area) && { 'aria-current': 'page' })}
            >
              {area.name}
            </StripLink>
          ))}
      </Strip>
    </header>
  );
}
