import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Problem } from '../../api/problem.ts';
import { read } from '../../api/read.ts';
import { signInAddress } from '../../api/session.ts';
import { Empty } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

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
        <div className="mx-auto flex max-w-6xl items-center gap-3 px-4 py-2 sm:px-6">
          <Link to="/" aria-label="Your teams">
            <img src="/assets/icon.svg" alt="" className="size-7" />
          </Link>
          <span className="font-medium">This host</span>
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
