import type { ProviderCall } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { WhoText } from '../../ui/events/event-texts.tsx';
import { useNames } from '../../ui/events/use-names.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { meaningOf } from '../../ui/outcome-words.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { useIntegrationParams } from './integration-frame.tsx';
import { OutcomeOfCall } from './outcome-of-call.tsx';
import { ReplayCall } from './replay-call.tsx';
import type { WhichCalls } from './which-calls.ts';

/** One call with its bodies, the ways to those that belong to it, and the means to send it again. */
export function CallDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const params = useIntegrationParams();
  const may = useMay();
  const found = useQuery(read('getProviderCall', { params: { ...params, call: id } }));
  return (
    <Dialog title={found.data?.call.operation ?? 'Call'} isOpen isWide onClose={onClose}>
      <QueryView query={found} rows={4}>
        {({ call, replay }) => (
          <>
            <code className="break-all">
              {call.method} {call.path}
            </code>
            <FactsOfCall call={call} />
            <MeaningOf call={call} />
            <JsonView label="Sent" value={call.requestBody} />
            <JsonView label="Answered" value={call.responseBody} />
            {may('integration:manage') && call.direction === 'outbound' && (
              <ReplayCall call={call} offer={replay} />
            )}
          </>
        )}
      </QueryView>
    </Dialog>
  );
}

function MeaningOf({ call: { direction, outcome } }: { readonly call: ProviderCall }) {
  const meaning = direction === 'outbound' ? meaningOf(outcome, 'your server') : undefined;
  return meaning !== undefined && <p>{meaning}</p>;
}

function FactsOfCall({ call }: { readonly call: ProviderCall }) {
  const { attempt, installationId, resourceId, traceId, idempotencyKey } = call;
  return (
    <Facts
      facts={[
        { name: 'When', value: <When at={call.at} /> },
        { name: 'Outcome', value: <OutcomeOfCall call={call} /> },
        { name: 'Took', value: `${call.durationMs} ms` },
        ...(attempt === null ? [] : [{ name: 'Attempt', value: attempt }]),
        ...(installationId === null
          ? []
          : [narrowing('Installation', installationId, { installation: installationId })]),
        ...(resourceId === null
          ? []
          : [narrowing('Resource', resourceId, { resource: resourceId })]),
        narrowing('Trace', traceId, { trace: traceId }),
        ...(idempotencyKey === null
          ? []
          : [narrowing('Idempotency key', idempotencyKey, { search: idempotencyKey })]),
        ...(call.replayOf === null
          ? []
          : [
              narrowing('Sent again', call.replayOf, { call: call.replayOf }),
              { name: 'Wanted by', value: <WantedBy call={call} /> },
            ]),
      ]}
    />
  );
}

/** A fact that leads to the calls that share it. */
function narrowing(name: string, text: string, search: WhichCalls): Fact {
  return { name, value: <Narrow text={text} search={search} /> };
}

function Narrow({ text, search }: { readonly text: string; readonly search: WhichCalls }) {
  return (
    <Link
      to="/t/$team/integrations/$integration/calls"
      params={useIntegrationParams()}
      search={search}
      className="break-all text-accent underline"
    >
      {text}
    </Link>
  );
}

function WantedBy({ call: { replayedBy } }: { readonly call: ProviderCall }) {
  const names = useNames();
  return replayedBy && <WhoText actor={replayedBy} names={names} />;
}
