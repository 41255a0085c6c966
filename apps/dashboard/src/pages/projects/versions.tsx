import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer, Input } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { Select } from '../../ui/select.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import { contentReads } from './use-project.ts';

type Place = Pick<Input<'listEnvironmentVersions'>, 'params' | 'query'>;
type Version = Answer<'listEnvironmentVersions'>['versions'][number];

/** The versions of one environment, newest first: what differs between two, and which one is served. */
export function Versions({
  place,
  versions,
  served,
}: {
  readonly place: Place;
  readonly versions: readonly Version[];
  readonly served: number | undefined;
}) {
  const mayServe = useMay()('variable:write');
  const newest = versions[0]?.version ?? 0;
  const [span, setSpan] = useState({ from: newest - 1, to: newest });
  const serve = useChange('rollBackEnvironment', { refreshes: contentReads });
  const change = (version: number | null) => serve.mutate({ ...place, body: { version } });
  const isBehind = served !== undefined && served !== newest;
  const actions: Column<Version> = {
    name: 'Actions',
    cell: ({ version }) => (
      <RowActions>
        <Button
          look="quiet"
          aria-label={`Show changes of version ${version}`}
          onPress={() => setSpan({ from: version - 1, to: version })}
        >
          Show changes
        </Button>
        {mayServe && version !== served && (
          <Button
            look="quiet"
            aria-label={`${version === newest ? 'Return' : 'Roll back'} to version ${version}`}
            isPending={serve.isPending}
            onPress={() => change(version === newest ? null : version)}
          >
            {version === newest ? 'Return' : 'Roll back'}
          </Button>
        )}
      </RowActions>
    ),
  };
  return (
    <>
      {isBehind && (
        <Note tone="warn">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <span>
              This environment is rolled back to version {served}. Changes go on making new
              versions, the newest is {newest}, and none of them is read until you return.
            </span>
            {mayServe && <Button onPress={() => change(null)}>Return to the newest</Button>}
          </div>
        </Note>
      )}
      <ProblemNote error={serve.error} />
      <Difference place={place} versions={versions} span={span} onChange={setSpan} />
      <Section title="Versions">
        <Table
          label="Versions"
          rows={versions}
          keyOf={({ version }) => String(version)}
          columns={[
            {
              name: 'Version',
              cell: ({ version }) => (
                <span className="flex items-center gap-2">
                  {version}
                  {version === served && <Badge tone="good">served</Badge>}
                </span>
              ),
            },
            { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
            { name: 'Because of', cell: ({ cause }) => <code>{cause}</code> },
            actions,
          ]}
        />
      </Section>
    </>
  );
}

type Span = { readonly from: number; readonly to: number };

function Difference({
  place,
  versions,
  span,
  onChange,
}: {
  readonly place: Place;
  readonly versions: readonly Version[];
  readonly span: Span;
  readonly onChange: (span: Span) => void;
}) {
  const compared = useQuery(
    read('compareEnvironmentVersions', {
      params: place.params,
      query: { ...place.query, from: span.from, to: span.to },
    }),
  );
  const choices = versions.map(({ version }) => choiceOf(version));
  const oldest = versions.at(-1)?.version ?? 0;
  return (
    <Section title="What changed">
      <div className="grid max-w-md grid-cols-2 gap-4">
        <Select
          label="From"
          value={String(span.from)}
          choices={oldest === 1 ? [...choices, { value: '0', label: 'The empty start' }] : choices}
          onChange={(from) => onChange({ ...span, from: Number(from) })}
        />
        <Select
          label="To"
          value={String(span.to)}
          choices={choices}
          onChange={(to) => onChange({ ...span, to: Number(to) })}
        />
      </div>
      <QueryView query={compared} rows={1}>
        {({ added, removed, changed }) =>
          added.length + removed.length + changed.length === 0 ? (
            <p className="text-muted">These two have the same variables with the same values.</p>
          ) : (
            <dl aria-label="Differences" className="flex flex-col gap-2">
              <Names title="Added" tone="good" names={added} />
              <Names title="Changed" tone="warn" names={changed} />
              <Names title="Removed" tone="bad" names={removed} />
            </dl>
          )
        }
      </QueryView>
    </Section>
  );
}

function choiceOf(version: number) {
  return { value: String(version), label: `Version ${version}` };
}

function Names({
  title,
  tone,
  names,
}: {
  readonly title: string;
  readonly tone: 'good' | 'warn' | 'bad';
  readonly names: readonly string[];
}) {
  if (names.length === 0) return null;
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <dt className="w-20">
        <Badge tone={tone}>{title}</Badge>
      </dt>
      {names.map((name) => (
        <dd key={name}>
          <code>{name}</code>
        </dd>
      ))}
    </div>
  );
}
