import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { Badge } from '../../ui/badge.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useTakenAway } from '../../undo/do-later.ts';
import type { OwnVariable } from './own-variables.tsx';
import type { ProjectConnection } from './project-connections.tsx';
import { type EnvironmentVariable, SourceText } from './source-text.tsx';
import { differs, rowsOf, type VariableRow } from './table-rows.ts';
import { useProject } from './use-project.ts';

type Environment = Answer<'listEnvironments'>['environments'][number];

/** Each name of a project, and where it comes from in every environment. Values are shown nowhere. */
export function EnvironmentTable({
  environments,
  variables,
  connections,
}: {
  readonly environments: readonly Environment[];
  readonly variables: readonly OwnVariable[];
  readonly connections: readonly ProjectConnection[];
}) {
  const params = useProject();
  const isTakenAway = useTakenAway();
  const [wanted, setWanted] = useState('');
  const [shown, setShown] = useState<readonly string[]>();
  const [isDifferent, setDifferent] = useState(false);
  const slugs = environments.map(({ slug }) => slug);
  const contents = useQueries({
    queries: slugs.map((environment) =>
      read('listEnvironmentVariables', { params: { ...params, environment }, query: {} }),
    ),
  });
  const failed = contents.find(({ error }) => error !== null);
  if (failed) return <ProblemNote error={failed.error} />;
  if (contents.some(({ data }) => data === undefined)) return <Skeleton />;
  const isThere = ({ source }: EnvironmentVariable) =>
    !(
      (source.kind === 'variable' && isTakenAway(source.variableId)) ||
      (source.kind === 'connection' && isTakenAway(source.connectionId))
    );
  const rows = rowsOf(
    slugs.map((slug, at) => [slug, contents[at]?.data?.variables.filter(isThere) ?? []]),
  );
  if (rows.length === 0) {
    return (
      <Empty title="Nothing to read yet">
        Deployments of this project find no variables. Write one by hand below, or connect a
        resource.
      </Empty>
    );
  }
  const columns = slugs.filter((slug) => shown === undefined || shown.includes(slug));
  const isSensitive = sensitivity(variables, connections);
  const visible = rows.filter(
    (row) =>
      row.name.toLowerCase().includes(wanted.trim().toLowerCase()) &&
      (!isDifferent || differs(row, columns)),
  );
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <TextField label="Find a name" type="search" value={wanted} onChange={setWanted} />
        <CheckboxChoices
          label="Compare"
          value={columns}
          choices={slugs.map((slug) => ({ value: slug, label: slug }))}
          onChange={setShown}
        />
        <div className="py-1">
          <Checkbox isSelected={isDifferent} onChange={setDifferent}>
            Only what differs
          </Checkbox>
        </div>
      </div>
      {visible.length === 0 ? (
        <p role="status" className="text-muted">
          {isDifferent
            ? 'The environments that are compared have the same variables from the same places.'
            : 'No variable has that name.'}
        </p>
      ) : (
        <Table
          label="Environment variables"
          rows={visible}
          keyOf={({ name }) => name}
          columns={[
            { name: 'Name', cell: NameOf },
            ...columns.map((slug) =>
              columnOf(
                environments.find((each) => each.slug === slug),
                isSensitive,
              ),
            ),
          ]}
        />
      )}
      <HowToRead project={params.project} />
    </>
  );
}

/** Values are shown nowhere here: where they are found, for those who may read them. */
function HowToRead({ project }: { readonly project: string }) {
  if (!useMay()('environment:read-values')) return null;
  return (
    <p className="max-w-2xl text-muted">
      Values are not shown here. <code>kontor env pull {project}</code> writes those of development
      into a file, and with <code>--environment</code> those of another.
    </p>
  );
}

function NameOf({ name, isPublic }: VariableRow) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <code>{name}</code>
      {isPublic && (
        <Badge tone="warn">
          <span title="Front-end tools put it into pages, where anyone can read it.">public</span>
        </Badge>
      )}
    </span>
  );
}

function columnOf(
  environment: Environment | undefined,
  isSensitive: (variable: EnvironmentVariable) => boolean,
): Column<VariableRow> {
  const { slug = '', version = 0, latestVersion = 0 } = environment ?? {};
  const behind = version === latestVersion ? '' : ` of ${latestVersion}`;
  return {
    name: version === 0 ? slug : `${slug} · v${version}${behind}`,
    cell: ({ places }) => {
      const variable = places.get(slug);
      if (variable === undefined) return <span className="text-muted">not set</span>;
      return (
        <span className="flex flex-wrap items-center gap-2">
          <SourceText source={variable.source} />
          {isSensitive(variable) && <Badge tone="accent">sensitive</Badge>}
        </span>
      );
    },
  };
}

/** Tells whether the value of a variable can never be read back by people. */
function sensitivity(
  variables: readonly OwnVariable[],
  connections: readonly ProjectConnection[],
): (variable: EnvironmentVariable) => boolean {
  return ({ source }) => {
    if (source.kind === 'variable') {
      return variables.some(({ id, type }) => id === source.variableId && type === 'sensitive');
    }
    if (source.kind !== 'connection') return false;
    return connections.some(
      ({ id, makesSensitive }) => id === source.connectionId && makesSensitive,
    );
  };
}
