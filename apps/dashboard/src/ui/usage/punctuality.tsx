import type { InstallationUsage } from '@kontor/protocol/kontor';
import { Badge } from '../badge.tsx';
import { When } from '../when.tsx';

/** When a provider reported last, and whether it should have since. */
export function Punctuality({
  of: { lastReportAt, punctuality },
}: {
  readonly of: Pick<InstallationUsage, 'lastReportAt' | 'punctuality'>;
}) {
  if (lastReportAt === null) return <span className="text-muted">Nothing reported yet</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <When at={lastReportAt} />
      {punctuality === 'late' && <Badge tone="warn">Late</Badge>}
      {punctuality === 'overdue' && <Badge tone="bad">Overdue</Badge>}
    </span>
  );
}
