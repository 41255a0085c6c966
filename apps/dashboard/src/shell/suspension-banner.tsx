import { useSuspension } from './use-team.ts';

/** Says on every page of a team that was suspended why, and what of it goes on. */
export function SuspensionBanner() {
  const suspension = useSuspension();
  if (suspension === undefined) return null;
  return (
    <div role="note" className="border-b border-line bg-bad-tint px-4 py-2">
      <p className="mx-auto max-w-6xl sm:px-2">
        <span className="font-medium">Whoever runs this host has suspended the team:</span>{' '}
        {suspension.reason}
        <span className="block text-muted">
          What runs goes on, and its environments are served. Everything can be looked at, and what
          is owed can be paid. Tokens can be revoked. Nothing else can be changed until the team is
          resumed.
        </span>
      </p>
    </div>
  );
}
