import { useState } from 'react';
import type { Input } from '../../api/call.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';

const DAY_MS = 24 * 60 * 60 * 1000;

const lives = [
  { value: '1', label: 'In a day' },
  { value: '7', label: 'In a week' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
] as const;

type Wish = NonNullable<Input<'createAgentToken'>['body']>;

/** Asks what an agent is called, what it is for, and what it may spend. */
export function AgentDialog({
  error,
  isPending,
  onMake,
  onClose,
}: {
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly onMake: (wish: Wish) => void;
  readonly onClose: () => void;
}) {
  const [agent, setAgent] = useState('');
  const [perMonth, setPerMonth] = useState('');
  const [perPurchase, setPerPurchase] = useState('');
  const [products, setProducts] = useState('');
  const [projects, setProjects] = useState('');
  const [life, setLife] = useState('30');
  const make = () => {
    const expiresAt = new Date(Date.now() + Number(life) * DAY_MS).toISOString();
    const [only, within] = [words(products), words(projects)];
    onMake({
      agent,
      expiresAt,
      ...(only.length > 0 && { products: only }),
      ...(within.length > 0 && { projects: within }),
      ...((perMonth !== '' || perPurchase !== '') && {
        budget: { perMonth, ...(perPurchase !== '' && { perPurchase }) },
      }),
    });
  };
  return (
    <FormDialog
      title="New agent"
      onClose={onClose}
      error={error}
      onSubmit={make}
      submit="Make token"
      isPending={isPending}
    >
      <TextField
        name="agent"
        label="Name"
        hint="It stands beside yours in every record."
        isRequired
        autoFocus
        value={agent}
        onChange={setAgent}
      />
      <TextField
        name="budget.perMonth"
        label="Budget for a month, in dollars"
        hint="What it may spend without asking. Left empty, whatever costs something waits for you."
        inputMode="decimal"
        value={perMonth}
        onChange={setPerMonth}
      />
      <TextField
        name="budget.perPurchase"
        label="At once at most, in dollars"
        inputMode="decimal"
        value={perPurchase}
        onChange={setPerPurchase}
      />
      <TextField
        name="products"
        label="Only these products"
        hint="As integration/product, separated by commas. Left empty, all."
        value={products}
        onChange={setProducts}
      />
      <TextField
        name="projects"
        label="Only these projects"
        hint="By name, separated by commas. Left empty, all."
        value={projects}
        onChange={setProjects}
      />
      <Select name="expiresAt" label="Expires" value={life} choices={lives} onChange={setLife} />
    </FormDialog>
  );
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
