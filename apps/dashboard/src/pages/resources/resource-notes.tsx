import type { Resource } from '@kontor/protocol/kontor';
import { Note } from '../../ui/note.tsx';
import { ssoAddress } from '../../ui/provider-link.tsx';
import { When } from '../../ui/when.tsx';

/** What somebody has to know or do about a resource now. */
export function ResourceNotes({
  team,
  resource,
}: {
  readonly team: string;
  readonly resource: Resource;
}) {
  const { status, pendingBillingPlan, rotation, pendingProjectCount } = resource;
  return (
    <>
      {status === 'onboarding' && (
        <Note tone="warn">
          It can be used once it is set up at its provider.{' '}
          <a
            href={ssoAddress(
              { team, installation: resource.installationId, resource: resource.id },
              { path: 'onboarding' },
            )}
            target="_blank"
            rel="noreferrer"
            className="text-accent underline"
          >
            Set it up
          </a>
        </Note>
      )}
      {pendingBillingPlan !== null && (
        <Note>
          The plan {pendingBillingPlan.name} holds{' '}
          {pendingBillingPlan.effectiveDate === undefined ? (
            'soon'
          ) : (
            <>
              from <When at={pendingBillingPlan.effectiveDate} /> on
            </>
          )}
          .
        </Note>
      )}
      {rotation?.state === 'running' && (
        <Note>
          New secrets are on their way, asked for <When at={rotation.requestedAt} />. The old ones
          are used until then.
        </Note>
      )}
      {rotation?.state === 'late' && (
        <Note tone="warn">
          The provider promised new secrets, and they have not come in time. They were due{' '}
          <When at={rotation.dueAt} />.
        </Note>
      )}
      {pendingProjectCount > 0 && (
        <Note>
          {pendingProjectCount === 1
            ? 'One connected project does not have the newest secrets yet.'
            : `${pendingProjectCount} connected projects do not have the newest secrets yet.`}
        </Note>
      )}
    </>
  );
}
