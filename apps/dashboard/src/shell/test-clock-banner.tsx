import { Link } from '@tanstack/react-router';
import { useTeamSlug, useTestClock } from './use-team.ts';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Says on every page of a team that it is billed by a clock of its own, where it is. */
export function TestClockBanner() {
  const team = useTeamSlug();
  const now = useTestClock();
  if (now === undefined) return null;
  return (
    <div role="note" className="border-b border-line bg-warn-tint px-4 py-2 text-center text-warn">
      Test clock: for this team it is {exact.format(new Date(now))}.{' '}
      <Link to="/t/$team/billing/clock" params={{ team }} className="underline">
        Move it on
      </Link>
    </div>
  );
}
