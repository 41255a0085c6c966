import type { InstallationUse } from '@kontor/protocol/kontor';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { usePaged } from '../../api/use-paged.ts';
import { Amount } from '../../ui/amount.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable } from '../../ui/long-table.tsx';
import { measured } from '../../ui/measured.ts';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TestsChoice } from '../../ui/tests-choice.tsx';
import { type Drawn, OverTime } from '../../ui/usage/over-time.tsx';
import { When } from '../../ui/when.tsx';
import { testsQuery } from '../../ui/which-tests.ts';
import { IntegrationFrame, useIntegrationParams } from './integration-frame.tsx';
import { TeamOf } from './team-of.tsx';

const FROM = '/t/$team/integrations/$integration/usage';

/** What all installations of the integration use, together and each by itself. */
export function UsagePage() {
  return <IntegrationFrame title="usage">{() => <Usage />}</IntegrationFrame>;
}

function Usage() {
  const params = useIntegrationParams();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: FROM });
  const tests = testsQuery(search.tests);
  const usage = useQuery({
    ...read('getProviderUsage', { params, query: { ...tests, per: search.per ?? 'day' } }),
    // the page does not jump while another step is read
    placeholderData: keepPreviousData,
    select: drawn,
  });
  return (
    <>
      <TestsChoice
        value={search.tests}
        onChange={(which) => void navigate({ search: { ...search, tests: which } })}
      />
      <QueryView query={usage} rows={4}>
        {({ installations, from, to }) =>
          installations === 0 ? (
            <Empty title="No usage in these days">
              What your server reports of its installations stands here, added up day by day. Until
              then, “Installations” says of which nothing was reported yet.
            </Empty>
          ) : (
            <>
              <OverTime
                query={usage}
                per={search.per}
                onPer={(per) => void navigate({ search: { ...search, per } })}
              />
              <ByInstallation from={from} to={to} />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function drawn({ installations, from, to, cost, usage }: Answer<'getProviderUsage'>) {
  const view: Drawn = {
    steps: cost.map(({ from }) => from),
    cost: [{ id: 'cost', name: 'Cost', values: cost.map(({ added }) => added) }],
    measures: usage.map((metric) => ({
      ...metric,
      id: `${metric.type} ${metric.name} ${metric.units}`,
      label: metric.name,
    })),
  };
  return { ...view, installations, from, to };
}

function ByInstallation({ from, to }: { readonly from: string; readonly to: string }) {
  const params = useIntegrationParams();
  const search = useSearch({ from: FROM });
  const { query, list } = usePaged(
    'listProviderUsageByInstallation',
    { params, query: { from, to, ...testsQuery(search.tests) } },
    { rowsOf: ({ installations }) => installations, cursorOf: ({ id }: InstallationUse) => id },
  );
  return (
    <Section title="By installation">
      <QueryView query={query} rows={4}>
        {() => (
          <>
            <p className="text-muted">
              From {from} to {to}, as your server reported it. Only invoices are charged.
            </p>
            <LongTable
              {...list}
              label="By installation"
              keyOf={({ id }) => id}
              columns={[
                { name: 'Team', cell: (each) => <TeamOf installation={each} /> },
                {
                  name: 'Used',
                  cell: ({ usage }) =>
                    usage
                      .map(({ name, value, units }) => `${name}: ${measured(value, units)}`)
                      .join(', '),
                },
                { name: 'Cost', isNumber: true, cell: ({ cost }) => <Amount of={cost} /> },
                {
                  name: 'Reported last',
                  cell: ({ lastReportAt }) => lastReportAt !== null && <When at={lastReportAt} />,
                },
              ]}
            />
          </>
        )}
      </QueryView>
    </Section>
  );
}
