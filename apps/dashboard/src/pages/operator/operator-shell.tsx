import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Problem } from '../../api/problem.ts';
import { read } from '../../api/read.ts';
import { signInAddress } from '../../api/session.ts';
import { classes } from '../../ui/classes.ts';
import { Empty } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { operatorAreas, useArea } from './operator-areas.ts';

/** What surrounds the pages of those who run the host. Others find nothing here. */
export function OperatorShell() {
  const { data, error } = useQuery(read('getMe', {}));
  if (error instanceof Problem && error.isSignedOut && data === undefined) {
    location.assign(signInAddress());
    return null;
  }
  return (
    <>
      <header className="border-b border-line bg-surface">
        <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-3 px-4 py-2 sm:px-6">
          <Link to="/" aria-label="Your teams">
            <img src="/assets/icon.svg" alt="" className="size-7" />
          </Link>
          <span className="mr-3 font-medium">This host</span>
          {data?.person.isOperator === true && <Areas />}
        </div>
      </header>
      <main>
        {data?.person.isOperator === true && <Outlet />}
        {(data?.person.isOperator === false || (data === undefined && error !== null)) && (
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
    <nav aria-label="Host">
      <ul className="flex">
        {operatorAreas.map((area) => (
          <li key={area.name}>
            <Link
              to={area.pages[0].to}
              className={classes(
                'block rounded-md px-2.5 py-1.5 hover:bg-hover',
                area === shown ? 'font-medium text-ink' : 'text-muted',
              )}
            >
              {area.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
