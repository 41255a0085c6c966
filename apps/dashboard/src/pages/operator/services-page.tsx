import type { Service } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Table } from '../../ui/table.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';
import { ServiceTokens } from './service-tokens.tsx';

const refreshes = ['listServices'] as const;

/** The platforms that may provision teams here. */
export function ServicesPage() {
  const [isMaking, setMaking] = useState(false);
  const services = useQuery(read('listServices', {}));
  const make = (
    <Button look="primary" onPress={() => setMaking(true)}>
      New service
    </Button>
  );
  return (
    <Page
      title="Services"
      lead="Platforms that this host runs beside. They bring their teams, people and projects along."
      actions={make}
    >
      <OperatorPages />
      <QueryView query={services}>
        {({ services: rows }) =>
          rows.length === 0 ? (
            <Empty title="No services" action={make}>
              Name your platform, then make a token that it calls with.
            </Empty>
          ) : (
            <Services rows={rows} />
          )
        }
      </QueryView>
      {isMaking && <NewService onClose={() => setMaking(false)} />}
    </Page>
  );
}

function Services({ rows }: { readonly rows: readonly Service[] }) {
  const [shown, setShown] = useState<Service>();
  const [ended, setEnded] = useState<Service>();
  const end = useChange('deleteService', { refreshes, onDone: () => setEnded(undefined) });
  return (
    <>
      <Table
        label="Services"
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { name: 'Name', cell: ({ name }) => name },
          { name: 'Signs people in', cell: ({ signsPeopleIn }) => (signsPeopleIn ? 'Yes' : 'No') },
          { name: 'Made', cell: ({ createdAt }) => <When at={createdAt} /> },
          {
            name: 'Change',
            cell: (service) => (
              <div className="flex gap-4">
                <Button look="link" onPress={() => setShown(service)}>
                  Tokens
                </Button>
                <Button look="link" onPress={() => setEnded(service)}>
                  End
                </Button>
              </div>
            ),
          },
        ]}
      />
      {shown && <ServiceTokens service={shown} onClose={() => setShown(undefined)} />}
      {ended && (
        <Confirm
          title={`End ${ended.name}`}
          action="End the service"
          typed={ended.name}
          error={end.error}
          isPending={end.isPending}
          onConfirm={() => end.mutate({ params: { service: ended.id } })}
          onClose={() => setEnded(undefined)}
        >
          All its tokens end at once, also those that it made for people. Its teams stay.
        </Confirm>
      )}
    </>
  );
}

function NewService({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const create = useChange('createService', { refreshes, onDone: onClose });
  return (
    <FormDialog
      title="New service"
      onClose={onClose}
      error={create.error}
      onSubmit={() => create.mutate({ body: { name } })}
      submit="Make service"
      isPending={create.isPending}
    >
      <TextField name="name" label="Name" isRequired autoFocus value={name} onChange={setName} />
    </FormDialog>
  );
}
