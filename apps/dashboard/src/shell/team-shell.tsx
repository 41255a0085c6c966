import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { Problem } from '../api/problem.ts';
import { signInAddress } from '../api/session.ts';
import { Empty } from '../ui/empty.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SkipLink } from './skip-link.tsx';
import { SuspensionBanner } from './suspension-banner.tsx';
import { TestClockBanner } from './test-clock-banner.tsx';
import { TopBar } from './top-bar.tsx';
import { useMay, useMe, useTeamSlug } from './use-team.ts';

// not needed for the first picture of a page
const Live = lazy(async () => ({ default: (await import('../live/live.tsx')).Live }));

/** What surrounds every page of a team. */
export function TeamShell() {
  const slug = useTeamSlug();
  const { data, error } = useMe();
  const mayFollow = useMay()('event:read');
  if (error instanceof Problem && error.isSignedOut && data === undefined) {
    location.assign(signInAddress());
    return null;
  }
  const isMember = data?.teams.some((team) => team.slug === slug);
  return (
    <>
      <SkipLink />
      <TopBar />
      {mayFollow && (
        <Suspense>
          <Live team={slug} />
        </Suspense>
      )}
      <SuspensionBanner />
      <TestClockBanner />
      <main id="content" tabIndex={-1} className="outline-none">
        {data === undefined && error === null && (
          <div className="mx-auto max-w-6xl px-4 py-6">
            <Skeleton />
          </div>
        )}
        {data === undefined && error !== null && (
          <div className="mx-auto max-w-xl px-4 py-16">
            <Empty title="The host does not answer">
              <p role="alert">{error.message}</p>
            </Empty>
          </div>
        )}
        {isMember === false && (
          <div className="mx-auto max-w-xl px-4 py-16">
            <Empty title="This is not here">
              There is no team “{slug}” that you belong to. Whoever sent you the link can invite
              you.
            </Empty>
          </div>
        )}
        {isMember && <Outlet />}
      </main>
    </>
  );
}
