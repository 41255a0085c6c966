import { type ReactNode, useState } from 'react';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';

const DAY_MS = 24 * 60 * 60 * 1000;
const NEVER = 'never';

const lives = [
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: NEVER, label: 'Never' },
] as const;

/** Asks what a new token is called and how long it is good, and whatever else its kind needs. */
export function TokenDialog({
  error,
  isPending,
  onMake,
  onClose,
  children,
}: {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onMake: (wish: { name: string; expiresAt?: string }) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  const [name, setName] = useState('');
  const [life, setLife] = useState('90');
  const make = () => {
    if (life === NEVER) return onMake({ name });
    onMake({ name, expiresAt: new Date(Date.now() + Number(life) * DAY_MS).toISOString() });
  };
  return (
    <FormDialog
      title="New token"
      onClose={onClose}
      error={error}
      onSubmit={make}
      submit="Make token"
      isPending={isPending}
    >
      <TextField
        name="name"
        label="Name"
        hint="What will use it, so that it can be told from others."
        isRequired
        autoFocus
        value={name}
        onChange={setName}
      />
      {children}
      <Select name="expiresAt" label="Expires" value={life} choices={lives} onChange={setLife} />
    </FormDialog>
  );
}
