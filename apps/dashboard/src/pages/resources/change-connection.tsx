import type { Connection, Resource } from '@kontor/protocol/kontor';
import { useState } from 'react';
import type { Input } from '../../api/call.ts';
import { Problem } from '../../api/problem.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Note } from '../../ui/note.tsx';
import { ConnectionChoices } from './connection-choices.tsx';
import { ConnectionEnvironments } from './connection-environments.tsx';
import { ChangePreview } from './connection-preview.tsx';
import type { Offered } from './use-product.ts';
import { connectionReads } from './use-resource.ts';

type Seen = Pick<Connection, 'environments' | 'prefix' | 'makesSensitive'>;
type ChangeProps = {
  readonly team: string;
  readonly resource: Resource;
  readonly offered: Offered | undefined;
  readonly connection: Connection;
  readonly onClose: () => void;
};

/** Changes a connection in place, and shows before which names come of it. */
export function ChangeConnection({ team, resource, offered, connection, onClose }: ChangeProps) {
  const [seen, setSeen] = useState<Seen>(connection);
  const [environments, setEnvironments] = useState(connection.environments);
  const [prefix, setPrefix] = useState(connection.prefix ?? '');
  const [makesSensitive, setSensitive] = useState(connection.makesSensitive);
  const [actions, setActions] = useState<readonly string[]>(slugsOf(connection));
  const change = useChange('updateConnection', { refreshes: connectionReads, onDone: onClose });
  const params = { team, resource: resource.id, connection: connection.id };
  const wanted = {
    environments,
    prefix: prefix === '' ? null : prefix,
    makesSensitive,
    ...actionsIn(connection, { chosen: actions, environments }),
  };
  const { environments: was, prefix: before, makesSensitive: hid } = seen;
  const save = (from: Seen) =>
    change.mutate({ params, query: {}, body: { ...wanted, was: sent(from) } });
  const theirs = currentIn(change.error);
  const adopt = (current: Seen) => {
    change.reset();
    setSeen(current);
    setEnvironments([...current.environments]);
    setPrefix(current.prefix ?? '');
    setSensitive(current.makesSensitive);
  };
  return (
    <FormDialog
      title={`Change ${connection.projectName}`}
      isWide
      onClose={onClose}
      error={theirs === undefined ? change.error : null}
      onSubmit={() => save({ environments: was, prefix: before, makesSensitive: hid })}
      submit="Save"
      isPending={change.isPending}
      isReady={environments.length > 0 && theirs === undefined}
    >
      <ConnectionEnvironments
        team={team}
        project={connection.projectName}
        value={environments}
        onChange={setEnvironments}
      />
      <ConnectionChoices
        {...{ offered, prefix, makesSensitive, actions }}
        onPrefix={setPrefix}
        onSensitive={setSensitive}
        onActions={setActions}
      />
      {theirs !== undefined && (
        <Note tone="warn">
          <span className="flex flex-col gap-2" role="alert">
            {change.error?.message}
            <span className="flex flex-wrap gap-2">
              <Button onPress={() => adopt(theirs)}>Show what it is now</Button>
              <Button onPress={() => save(theirs)}>Save mine all the same</Button>
            </span>
          </span>
        </Note>
      )}
      {environments.length > 0 && (
        <ChangePreview
          {...{ team, resource, wanted }}
          connection={connection.id}
          onPrefix={setPrefix}
        />
      )}
    </FormDialog>
  );
}

function sent({ environments, prefix, makesSensitive }: Seen) {
  return { environments: [...environments], prefix, makesSensitive };
}

function slugsOf({ deployments }: Connection): readonly string[] {
  return deployments.actions.map(({ slug }) => slug);
}

/** What is done for deployments, where other actions are chosen; those kept keep their environments. */
function actionsIn(
  connection: Connection,
  { chosen, environments }: { chosen: readonly string[]; environments: readonly string[] },
): Pick<Input<'updateConnection'>['body'], 'deployments'> {
  const { required, actions } = connection.deployments;
  const before = slugsOf(connection);
  const isSame = before.length === chosen.length && before.every((slug) => chosen.includes(slug));
  if (isSame) return {};
  const kept = (wanted: string) => {
    const action = actions.find(({ slug }) => slug === wanted);
    const still = action?.environments.filter((slug) => environments.includes(slug)) ?? [];
    return { slug: wanted, ...(still.length > 0 && { environments: still }) };
  };
  return { deployments: { required, actions: chosen.map(kept) } };
}

/** What somebody else has made of it meanwhile, where that is why it was refused. */
function currentIn(error: Error | null): Seen | undefined {
  if (!(error instanceof Problem) || error.code !== 'connection_changed') return undefined;
  return error.facts.current as Seen;
}
