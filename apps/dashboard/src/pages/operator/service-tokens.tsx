import type { Service, ServiceToken } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { ProblemNote } from '../../ui/note.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';

type ServiceScope = ServiceToken['scopes'][number];

const choices = [
  { value: 'provision', label: 'Bring teams, people and projects along' },
  { value: 'read-environments', label: 'Read environments' },
  { value: 'read-events', label: 'Read events' },
  { value: 'act-for-members', label: 'Act for members' },
] as const;

/** With what a platform calls: its tokens, a new one, and the end of those that leaked or are old. */
export function ServiceTokens({
  service,
  onClose,
}: {
  readonly service: Service;
  readonly onClose: () => void;
}) {
  const params = { service: service.id };
  const tokens = useQuery(read('listServiceTokens', { params }));
  const [secret, setSecret] = useState<string>();
  const revoke = useChange('deleteServiceToken', { refreshes: ['listServiceTokens'] });
  if (secret !== undefined) {
    return <ShownOnce title="The new token" secret={secret} onClose={() => setSecret(undefined)} />;
  }
  return (
    <Dialog title={`Tokens of ${service.name}`} isOpen isWide onClose={onClose}>
      <QueryView query={tokens}>
        {({ tokens: rows }) =>
          rows.length === 0 ? (
            <p className="text-muted">None yet.</p>
          ) : (
            <Table
              label="Tokens"
              rows={rows}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Name', cell: ({ name, hint }) => `${name} (…${hint})` },
                { name: 'May', cell: ({ scopes }) => scopes.join(', ') },
                {
                  name: 'Used',
                  cell: ({ lastUsedAt }) =>
                    lastUsedAt === null ? 'Never' : <When at={lastUsedAt} />,
                },
                {
                  name: 'End',
                  cell: ({ id, name }) => (
                    <Button
                      look="link"
                      aria-label={`Revoke ${name}`}
                      onPress={() => revoke.mutate({ params: { ...params, token: id } })}
                    >
                      Revoke
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </QueryView>
      <ProblemNote error={revoke.error} />
      <NewToken service={service} onMade={setSecret} />
    </Dialog>
  );
}

function NewToken({
  service,
  onMade,
}: {
  readonly service: Service;
  readonly onMade: (secret: string) => void;
}) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ServiceScope[]>([]);
  const create = useChange('createServiceToken', {
    refreshes: ['listServiceTokens'],
    onDone: ({ secret }) => onMade(secret),
  });
  return (
    <Form
      error={create.error}
      onSubmit={() =>
        create.mutate({ params: { service: service.id }, body: { name, scopes: [...scopes] } })
      }
      actions={
        <Button look="primary" type="submit" isPending={create.isPending}>
          Make token
        </Button>
      }
    >
      <TextField name="name" label="Name" isRequired value={name} onChange={setName} />
      <CheckboxChoices
        name="scopes"
        label="What it may do"
        choices={choices}
        value={[...scopes]}
        onChange={(chosen) =>
          setScopes(choices.map(({ value }) => value).filter((each) => chosen.includes(each)))
        }
      />
    </Form>
  );
}
