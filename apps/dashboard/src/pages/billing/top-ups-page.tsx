import type { TopUpRule } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useOpen, useOpenAbout } from '../../shell/use-open.ts';
import { usePrepaid } from '../../shell/use-prepaid.ts';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { tellUndo } from '../../undo/tell-undo.ts';
import { NothingPrepaid } from './nothing-prepaid.tsx';
import { TopUpDialog } from './top-up-dialog.tsx';

/** When balances are filled up by themselves, and how that stands. */
export function TopUpsPage() {
  const team = useTeamSlug();
  const mayManage = useMay()('billing:manage');
  const rules = useQuery(read('listTopUpRules', { params: { team } }));
  const [isAdding, setAdding] = useOpen('new-rule', 'billing:manage');
  const [changing, setChanging, endChanging] = useOpenAbout('change-rule', {
    action: 'billing:manage',
    among: rules.data?.topUpRules,
    keyOf: filledUp,
  });
  const { prepaid, isNothing } = usePrepaid();
  const add = mayManage && prepaid.length > 0 && (
    <Button look="primary" onPress={() => setAdding(true)}>
      New rule
    </Button>
  );
  return (
    <Page
      title="Top-ups"
      lead="Balances that are bought by themselves, once for each time that one falls below its rule."
      actions={add}
    >
      <TeamSubPages area="Billing" />
      <QueryView query={rules}>
        {({ topUpRules }) => {
          if (topUpRules.length > 0) {
            return <Rules rows={topUpRules} onChange={mayManage ? setChanging : undefined} />;
          }
          if (isNothing) return <NothingPrepaid />;
          return (
            <Empty title="Nothing is filled up by itself" action={add}>
              Where a plan is paid before it is used, a rule says below what, and how much is
              bought. Nothing is ever bought without one.
            </Empty>
          );
        }}
      </QueryView>
      {isAdding && <TopUpDialog onClose={() => setAdding(false)} />}
      {changing && <TopUpDialog key={filledUp(changing)} rule={changing} onClose={endChanging} />}
    </Page>
  );
}

/** What a rule is for, by its id. */
function filledUp({ resourceId, installationId }: TopUpRule): string {
  return resourceId ?? installationId;
}

function Rules({
  rows,
  onChange,
}: {
  readonly rows: readonly TopUpRule[];
  /** Undefined where the viewer may not. */
  readonly onChange: ((rule: TopUpRule) => void) | undefined;
}) {
  const team = useTeamSlug();
  const { prepaid } = usePrepaid();
  const refreshes = ['listTopUpRules'] as const;
  const ended = useRef<TopUpRule>(undefined);
  const nameOf = (rule: TopUpRule) =>
    prepaid.find(({ value }) => value === filledUp(rule))?.label ?? filledUp(rule);
  const paramsOf = ({ installationId, resourceId }: TopUpRule) => {
    return { team, installation: installationId, subject: resourceId ?? 'installation' };
  };
  // also when the page shows meanwhile that nothing is left, or another one
  const onDone = () => {
    if (ended.current === undefined) return;
    const { billingPlanId, below, buys, atMostPerMonth } = ended.current;
    tellUndo(`${nameOf(ended.current)} is not filled up by itself any more.`, {
      endpoint: 'setTopUpRule',
      input: {
        params: paramsOf(ended.current),
        body: { billingPlanId, below, buys, atMostPerMonth },
      },
      refreshes,
    });
  };
  const remove = useChange('removeTopUpRule', { refreshes, onDone });
  const end = (rule: TopUpRule) => {
    ended.current = rule;
    remove.mutate({ params: paramsOf(rule) });
  };
  const actions: Column<TopUpRule> = {
    name: 'Actions',
    cell: (rule) => (
      <RowActions>
        <Button look="quiet" aria-label={`Change ${nameOf(rule)}`} onPress={() => onChange?.(rule)}>
          {rule.state === 'stopped' ? 'Set again' : 'Change'}
        </Button>
        <Button
          look="quiet"
          aria-label={`Remove ${nameOf(rule)}`}
          isPending={remove.isPending}
          onPress={() => end(rule)}
        >
          Remove
        </Button>
      </RowActions>
    ),
  };
  return (
    <>
      <ProblemNote error={remove.error} />
      <Table
        label="Top-up rules"
        rows={rows}
        keyOf={({ installationId, resourceId }) => `${installationId} ${resourceId}`}
        columns={[
          { name: 'Of', cell: nameOf },
          { name: 'State', cell: (rule) => <StateOfRule rule={rule} /> },
          { name: 'Below', isNumber: true, cell: ({ below }) => <Amount of={below} /> },
          { name: 'Buys', isNumber: true, cell: ({ buys }) => <Amount of={buys} /> },
          {
            name: 'Bought this month',
            isNumber: true,
            cell: ({ boughtThisMonth, atMostPerMonth }) => (
              <>
                <Amount of={boughtThisMonth} />
                {atMostPerMonth !== null && (
                  <span className="text-muted">
                    {' '}
                    of <Amount of={atMostPerMonth} />
                  </span>
                )}
              </>
            ),
          },
          ...(onChange === undefined ? [] : [actions]),
        ]}
      />
    </>
  );
}

const states: Readonly<Record<TopUpRule['state'], readonly [name: string, tone: Tone]>> = {
  armed: ['Buys at the next fall', 'good'],
  bought: ['Bought, waits for the balance', 'accent'],
  held: ['The most of the month is reached', 'warn'],
  stopped: ['Stopped until it is set again', 'bad'],
};

const reasons: Readonly<Record<NonNullable<TopUpRule['stoppedFor']>, string>> = {
  payment_failed: 'A payment was declined.',
  plan_changed: 'The plan has changed.',
  spend_limit: 'A spend limit stood in the way.',
  not_credited: 'What was bought was refused, called off, or its provider never said.',
};

function StateOfRule({ rule: { state, stoppedFor, heldUntil } }: { readonly rule: TopUpRule }) {
  const [name, tone] = states[state];
  return (
    <>
      <Badge tone={tone}>{name}</Badge> {stoppedFor !== null && reasons[stoppedFor]}
      {heldUntil !== null && (
        <>
          Until <When at={heldUntil} />
        </>
      )}
    </>
  );
}
