import type { TestClockView } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { cache, read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useMay, useTeamSlug, useTestClock } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Table } from '../../ui/table.tsx';

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const moment = (at: string | null) => (at === null ? 'Nothing waits' : exact.format(new Date(at)));

/** The clock that a team is billed by, where it has one of its own. */
export function ClockPage() {
  const team = useTeamSlug();
  const may = useMay();
  const hasOne = useTestClock() !== undefined;
  // of a team without one there is nothing to ask
  const clock = useQuery({ ...read('getTestClock', { params: { team } }), enabled: hasOne });
  const create = useChange('createTestClock', { refreshes: ['getMe'] });
  return (
    <Page
      title="Test clock"
      lead="With one, a team is billed by a time that only moves when it is told to, to see what comes of it."
    >
      <TeamSubPages area="Billing" />
      {hasOne ? (
        <QueryView query={clock}>{({ testClock }) => <Clock clock={testClock} />}</QueryView>
      ) : (
        <Empty
          title="This team is billed by the real time"
          action={
            may('clock:manage') && (
              <Button
                isPending={create.isPending}
                onPress={() => create.mutate({ params: { team }, body: {} })}
              >
                Put it on a test clock
              </Button>
            )
          }
        >
          <p>
            A test clock is for trying out an integration: a month of usage, invoices and limits
            passes as soon as you say so. Do this only in a team whose bills are not meant.
          </p>
          <ProblemNote error={create.error} />
        </Empty>
      )}
    </Page>
  );
}

const steps = [
  { value: 'next', label: 'To what waits next' },
  { value: '1d', label: 'By a day' },
  { value: '1w', label: 'By a week' },
  { value: '1mo', label: 'By a month' },
] as const;

function Clock({ clock: { now, next, isMoving } }: { readonly clock: TestClockView }) {
  const team = useTeamSlug();
  const may = useMay();
  const [step, setStep] = useState('next');
  const [isRemoving, setRemoving] = useState(false);
  // whatever is shown may be another after time has passed
  const onDone = () => void cache.invalidateQueries();
  const advance = useChange('advanceTestClock', { refreshes: [], onDone });
  const remove = useChange('removeTestClock', {
    refreshes: ['getMe'],
    onDone: () => {
      cache.removeQueries({ queryKey: ['getTestClock'] });
      onDone();
    },
  });
  return (
    <>
      <Facts
        facts={[
          { name: 'Now', value: moment(now) },
          { name: 'Next event', value: moment(next) },
        ]}
      />
      {isMoving && <Note>It is being moved on.</Note>}
      {may('clock:manage') && (
        <div className="flex flex-wrap items-end gap-4">
          <div className="w-52">
            <Select label="Move on" choices={steps} value={step} onChange={setStep} />
          </div>
          <Button
            look="primary"
            isPending={advance.isPending}
            onPress={() =>
              advance.mutate({
                params: { team },
                body: step === 'next' ? { toNext: true } : { by: step },
              })
            }
          >
            Move on
          </Button>
          <Button onPress={() => setRemoving(true)}>Back to the real time</Button>
        </div>
      )}
      <ProblemNote error={advance.error} />
      {advance.data && <Happened {...advance.data} />}
      {isRemoving && (
        <Confirm
          title="Back to the real time"
          action="Remove the test clock"
          error={remove.error}
          isPending={remove.isPending}
          onConfirm={() => remove.mutate({ params: { team } })}
          onClose={() => setRemoving(false)}
        >
          From then on the team is billed by the real time. What happened on the test clock stays.
        </Confirm>
      )}
    </>
  );
}

function Happened({ happened, isComplete, late }: Answer<'advanceTestClock'>) {
  return (
    <Section title="What happened on the way">
      {!isComplete && <Note tone="warn">It is not there yet. Move it on again to go on.</Note>}
      {late.length > 0 && <Note tone="warn">Due and not done yet: {late.join(', ')}.</Note>}
      {happened.length === 0 ? (
        <p className="text-muted">Nothing.</p>
      ) : (
        <Table
          label="What happened"
          rows={happened.map((event, place) => ({ ...event, place }))}
          keyOf={({ place }) => String(place)}
          columns={[
            { name: 'When', cell: ({ at }) => moment(at) },
            { name: 'What', cell: ({ type }) => type },
            {
              name: 'Of',
              cell: ({ subject }) => (
                <code className="break-all">{Object.values(subject).join(' ')}</code>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}
