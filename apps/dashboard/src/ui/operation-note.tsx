import type { Operation, OperationKind } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { Note } from './note.tsx';
import { When } from './when.tsx';

const words: Readonly<Record<OperationKind, string>> = {
  install: 'Installing',
  'update-installation': 'Changing the installation',
  'renew-installation': 'Renewing the installation',
  uninstall: 'Uninstalling',
  provision: 'Making the resource',
  'update-resource': 'Changing the resource',
  'delete-resource': 'Deleting the resource',
  'rotate-secrets': 'Getting new secrets',
  'provision-purchase': 'Crediting a purchase',
  'remove-leftover': 'Removing what was left at the provider',
};

/** How a change that needs the provider stands: while it runs, and when it did not work, why. */
export function OperationNote({ operation }: { readonly operation: Operation | undefined }) {
  if (operation === undefined || operation.status === 'succeeded') return null;
  const word = words[operation.kind];
  if (operation.status === 'running') return <Running operation={operation} word={word} />;
  if (operation.status === 'awaiting-approval') {
    return (
      <Note tone="warn">
        An agent asked for this, and it waits for approval.{' '}
        {operation.approval && (
          <Link to={operation.approval.path} className="text-accent underline">
            Look at it
          </Link>
        )}
      </Note>
    );
  }
  const { refusal } = operation;
  return (
    <Note tone="bad">
      <p className="font-medium">{word} did not work.</p>
      <p>{refusal?.userMessage ?? refusal?.message}</p>
      {(refusal?.fields ?? []).map(({ key, message }) => (
        <p key={key}>
          {key}: {message ?? 'not accepted'}
        </p>
      ))}
      {refusal?.url !== undefined && /^https?:\/\//.test(refusal.url) && (
        <a href={refusal.url} target="_blank" rel="noreferrer" className="text-accent underline">
          What the provider says about it
        </a>
      )}
    </Note>
  );
}

function Running({ operation, word }: { readonly operation: Operation; readonly word: string }) {
  const { attempts, nextAttemptAt } = operation;
  return (
    <div
      role="status"
      className="flex flex-col gap-2 rounded-md border border-line bg-accent-tint px-3 py-2"
    >
      <p>
        <span className="font-medium">{word} …</span> You can leave this page; it goes on.
      </p>
      {attempts > 1 && (
        <p className="text-muted">
          The provider was asked {attempts} times
          {nextAttemptAt !== null && (
            <>
              ; next try <When at={nextAttemptAt} />
            </>
          )}
          .
        </p>
      )}
      <span aria-hidden className="h-1 w-full animate-pulse rounded-full bg-accent-fill" />
    </div>
  );
}
