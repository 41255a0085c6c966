import type { Installation } from '@kontor/protocol/kontor';
import { useMay } from '../../shell/use-team.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { When } from '../../ui/when.tsx';

/** Says that nobody answers for a linked account any more, and leads to taking it over. */
export function DisabledAccount({
  team,
  installation: { integration, linkedAccount, lifecycle },
}: {
  readonly team: string;
  readonly installation: Installation;
}) {
  const mayManage = useMay()('installation:manage');
  const removedAt = linkedAccount?.removedAt ?? null;
  if (removedAt === null || lifecycle !== 'installed') return null;
  const address = `/integrations/${encodeURIComponent(integration.slug)}/new?team=${encodeURIComponent(team)}`;
  return (
    <Note tone="warn">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          This account is disabled, because whoever linked it has left or may not manage
          installations any more. {integration.name} reaches nothing of this team. If nobody takes
          it over, it is removed <When at={removedAt} />.
        </p>
        {mayManage && (
          <a href={address} className={buttonLook('primary')}>
            Take it over
          </a>
        )}
      </div>
    </Note>
  );
}
