import type { StatePlan } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { read } from '../../api/read.ts';
import { Amount } from '../../ui/amount.tsx';
import { WhoText } from '../../ui/events/event-texts.tsx';
import { useNames } from '../../ui/events/use-names.ts';
import { Facts } from '../../ui/facts.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { ApplyPlan } from './apply-plan.tsx';
import { PlanStatus } from './plan-status.tsx';
import { Changes, Costs, NamesAfter, Steps } from './plan-tables.tsx';

const LOOK_EVERY_MS = 1_500;

/** What a file would make of a project: what is changed, what that costs, and how far it is. */
export function PlanPage() {
  const { team, plan: id } = useParams({ from: '/t/$team/plans/$plan' });
  const plan = useQuery({
    ...read('getStatePlan', { params: { team, plan: id } }),
    refetchInterval: ({ state }) =>
      state.data?.plan.status === 'applying' ? LOOK_EVERY_MS : false,
  });
  const project = plan.data?.plan.project;
  return (
    <Page
      title={project === undefined ? 'Plan' : `Plan for ${project}`}
      above={
        project !== undefined && (
          <Link
            to="/t/$team/projects/$project/plans"
            params={{ team, project }}
            className="text-accent underline"
          >
            Plans of {project}
          </Link>
        )
      }
    >
      <QueryView query={plan} rows={5}>
        {({ plan: found }) => (
          <>
            <Notes plan={found} />
            <PlanFacts plan={found} />
            <Changes plan={found} />
            <Costs plan={found} />
            <Steps plan={found} />
            <NamesAfter plan={found} />
            {found.status === 'ready' && <ApplyPlan plan={found} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

/** What has to be known before it is applied, or why it stopped. */
function Notes({ plan }: { readonly plan: StatePlan }) {
  return (
    <>
      {plan.refusal !== null && (
        <Note tone="bad">
          {plan.refusal.message} What was done until then stays. Plan the same file again, and it
          goes on from there.
        </Note>
      )}
      {plan.isDrift && (
        <Note tone="warn">
          This file was applied last, so what it changes was changed elsewhere since.
        </Note>
      )}
      {plan.unknowns.map((text) => (
        <Note key={text} tone="warn">
          {text}
        </Note>
      ))}
      {plan.needs.map(({ message }) => (
        <Note key={message} tone="warn">
          {message}
        </Note>
      ))}
      {plan.status === 'ready' &&
        plan.approvals.map(({ action, reason }) => (
          <Note key={action}>
            Somebody who may do “{action}” has to apply it: {reason}
          </Note>
        ))}
    </>
  );
}

function PlanFacts({ plan }: { readonly plan: StatePlan }) {
  const names = useNames();
  const { perMonth, finishedAt, status } = plan;
  return (
    <Facts
      facts={[
        { name: 'State', value: <PlanStatus plan={plan} /> },
        { name: 'Made by', value: <WhoText actor={plan.createdBy} names={names} /> },
        { name: 'Made', value: <When at={plan.createdAt} /> },
        ...(finishedAt === null
          ? status === 'ready'
            ? [{ name: 'Can be applied until', value: <When at={plan.expiresAt} /> }]
            : []
          : [{ name: 'Ended', value: <When at={finishedAt} /> }]),
        {
          name: 'Costs in a month, afterwards',
          value: (
            <>
              <Amount of={perMonth.known} />
              {!perMonth.isComplete && ' and what plans do not state beforehand'}
            </>
          ),
        },
        {
          name: 'What the file does not name',
          value: plan.prunes ? 'is removed where an earlier plan made it' : 'stays',
        },
      ]}
    />
  );
}
