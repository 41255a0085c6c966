import type { ProviderCall } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { When } from '../../ui/when.tsx';
import { useIntegrationParams } from './integration-frame.tsx';
import { OutcomeOfCall } from './outcome-of-call.tsx';

/** One call with its bodies, and the way to all that belong to the same operation. */
export function CallDialog({
  call,
  onClose,
}: {
  readonly call: ProviderCall;
  readonly onClose: () => void;
}) {
  const params = useIntegrationParams();
  return (
    <Dialog title={call.operation} isOpen isWide onClose={onClose}>
      <code className="break-all">
        {call.method} {call.path}
      </code>
      <Facts
        facts={[
          { name: 'When', value: <When at={call.at} /> },
          { name: 'Outcome', value: <OutcomeOfCall call={call} /> },
          { name: 'Took', value: `${call.durationMs} ms` },
          {
            name: 'Installation',
            value: <code className="break-all">{call.installationId ?? 'None'}</code>,
          },
          {
            name: 'Trace',
            value: (
              <Link
                to="/t/$team/integrations/$integration/calls"
                params={params}
                search={{ search: call.traceId }}
                onClick={onClose}
                className="break-all text-accent underline"
              >
                {call.traceId}
              </Link>
            ),
          },
        ]}
      />
      <JsonView label="Sent" value={call.requestBody} />
      <JsonView label="Answered" value={call.responseBody} />
    </Dialog>
  );
}
