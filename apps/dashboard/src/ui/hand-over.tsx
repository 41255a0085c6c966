import type { Transfer } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../api/use-change.ts';
import { Address } from './address.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { FormDialog } from './form-dialog.tsx';
import { Note, ProblemNote } from './note.tsx';
import { Toggle } from './toggle.tsx';
import { When } from './when.tsx';

/** What is handed over to another team. */
export type Handed = {
  readonly kind: Transfer['kind'];
  readonly id: string;
  readonly name: string;
};

type Made = { readonly transfer: Transfer; readonly code: string };

/** Makes a code for another team, shows it once with its link, and takes it back again. */
export function HandOver({
  team,
  of,
  onClose,
}: {
  readonly team: string;
  readonly of: Handed;
  readonly onClose: () => void;
}) {
  const [disconnect, setDisconnect] = useState(false);
  const [made, setMade] = useState<Made>();
  const then = { refreshes: ['listTransfers'], onDone: setMade } as const;
  const project = useChange('offerProject', then);
  const resource = useChange('offerResource', then);
  const installation = useChange('offerInstallation', then);
  const offer = { project, resource, installation }[of.kind];
  const submit = () => {
    const body = { disconnect };
    if (of.kind === 'project') return project.mutate({ params: { team, project: of.id } });
    if (of.kind === 'resource') return resource.mutate({ params: { team, resource: of.id }, body });
    return installation.mutate({ params: { team, installation: of.id }, body });
  };
  if (made !== undefined) return <CodeShown team={team} made={made} onClose={onClose} />;
  return (
    <FormDialog
      title={`Hand over ${of.name}`}
      onClose={onClose}
      error={offer.error}
      onSubmit={submit}
      submit="Make a code"
      isPending={offer.isPending}
    >
      <p>{wordsOf[of.kind]}</p>
      <p>
        You get a code. Whoever has it takes it over into a team of theirs, within 24 hours and
        once. Until then nothing changes.
      </p>
      {of.kind !== 'project' && (
        <Toggle
          label="Disconnect its projects then"
          hint="Their variables go when it is taken over. Without this, it stays while projects use it."
          isSelected={disconnect}
          onChange={setDisconnect}
        />
      )}
    </FormDialog>
  );
}

const wordsOf: Readonly<Record<Handed['kind'], string>> = {
  project:
    'Everything in it goes along: variables with their values, connections, and the resources that it is connected to.',
  resource: 'It goes along with its data and its secrets, and whoever gets it pays for it.',
  installation:
    'All its resources, secrets and balances go along. Invoices so far stay with this team; later ones, also of a period that has begun, are the other team’s.',
};

function CodeShown({
  team,
  made: { transfer, code },
  onClose,
}: {
  readonly team: string;
  readonly made: Made;
  readonly onClose: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  const withdraw = useChange('withdrawTransfer', {
    refreshes: ['listTransfers'],
    onDone: onClose,
  });
  const link = new URL('/claim-deployment', location.origin);
  link.searchParams.set('code', code);
  const copy = () => void navigator.clipboard.writeText(link.href).then(() => setCopied(true));
  return (
    <Dialog
      title={`${transfer.subject.name} can be taken over`}
      isOpen
      isDismissable={false}
      isWide
      onClose={onClose}
    >
      <Note tone="warn">
        The link is shown this once, and whoever has it gets what it stands for. It ends{' '}
        <When at={transfer.expiresAt} />.
      </Note>
      <code className="block rounded-md border border-line bg-canvas p-3 wrap-anywhere">
        <Address>{link.href}</Address>
      </code>
      <p className="text-muted">
        The code alone, for the command line: <code className="break-all">{code}</code>
      </p>
      <ProblemNote error={withdraw.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button
          look="quiet"
          isPending={withdraw.isPending}
          onPress={() => withdraw.mutate({ params: { team, transfer: transfer.id } })}
        >
          Take it back
        </Button>
        <Button onPress={copy}>{isCopied ? 'Copied' : 'Copy the link'}</Button>
        <Button look="primary" onPress={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}
