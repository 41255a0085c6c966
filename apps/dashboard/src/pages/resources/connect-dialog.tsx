import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Input } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { Select } from '../../ui/select.tsx';
import { ConnectionChoices } from './connection-choices.tsx';
import { BUILT_IN, ConnectionEnvironments } from './connection-environments.tsx';
import { ConnectionPreview } from './connection-preview.tsx';
import type { Offered } from './use-product.ts';
import { connectionReads } from './use-resource.ts';

type ConnectProps = {
  readonly team: string;
  readonly resource: Resource;
  readonly offered: Offered | undefined;
  readonly onClose: () => void;
};

/** Connects a resource to environments of a project, and shows before which names come of it. */
export function ConnectDialog({ team, resource, offered, onClose }: ConnectProps) {
  const search = useSearch({ from: '/t/$team/resources/$resource' });
  const [chosen, setChosen] = useState<string | null>(null);
  const [environments, setEnvironments] = useState(BUILT_IN);
  const [prefix, setPrefix] = useState('');
  const [sensitive, setSensitive] = useState<boolean>();
  const makesSensitive = sensitive ?? offered?.product.capabilities.autoSensitive ?? false;
  const [actions, setActions] = useState<readonly string[]>([]);
  const projects = useQuery(read('listProjects', { params: { team } })).data?.projects;
  const project = chosen ?? (projects?.length === 1 ? (projects[0]?.id ?? null) : null);
  const connect = useChange('connectResource', { refreshes: connectionReads, onDone: onClose });
  const wanted: Input<'connectResource'>['body'] | undefined =
    project === null || environments.length === 0
      ? undefined
      : {
          project,
          environments,
          makesSensitive,
          ...(prefix === '' ? {} : { prefix }),
          ...(actions.length === 0
            ? {}
            : { deployments: { actions: actions.map((slug) => ({ slug })) } }),
        };
  const params = { team, resource: resource.id };
  return (
    <FormDialog
      title={`Connect ${resource.name}`}
      isWide
      onClose={onClose}
      error={connect.error}
      onSubmit={() => wanted && connect.mutate({ params, query: {}, body: wanted })}
      submit="Connect"
      isPending={connect.isPending}
      isReady={wanted !== undefined}
    >
      <Select
        name="project"
        label="Project"
        choices={(projects ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={project}
        onChange={setChosen}
        isLoading={projects === undefined}
      />
      {projects?.length === 0 && (
        <Note>
          There is no project yet.{' '}
          <Link
            from="/t/$team/resources/$resource"
            to="."
            search={{ ...search, open: 'new-project' }}
            replace
            resetScroll={false}
            className="text-accent underline"
          >
            Make one first
          </Link>
        </Note>
      )}
      <ConnectionEnvironments
        {...{ team, project }}
        value={environments}
        onChange={setEnvironments}
      />
      <ConnectionChoices
        {...{ offered, prefix, makesSensitive, actions }}
        onPrefix={setPrefix}
        onSensitive={setSensitive}
        onActions={setActions}
      />
      {wanted !== undefined && (
        <ConnectionPreview {...{ team, resource, wanted }} onPrefix={setPrefix} />
      )}
    </FormDialog>
  );
}
