import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import { classes } from './classes.ts';

type Tone = 'info' | 'warn' | 'bad';

const tones: Readonly<Record<Tone, string>> = {
  info: 'border-line bg-accent-tint',
  warn: 'border-line bg-warn-tint',
  bad: 'border-line bg-bad-tint',
};

/** Something to know, beside what it is about. */
export function Note({
  tone = 'info',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'note'}
      className={classes('rounded-md border px-3 py-2', tones[tone])}
    >
      {children}
    </div>
  );
}

/** Why something was refused, in the host's words. Fields say theirs beside themselves. */
export function ProblemNote({ error }: { readonly error: Error | null | undefined }) {
  if (!error) return null;
  if (!(error instanceof Problem)) {
    return <Note tone="bad">Something went wrong in this page. Reload it and try again.</Note>;
  }
  return (
    <Note tone="bad">
      {error.message} <WayOut of={error} />
    </Note>
  );
}

const ofPaying: readonly string[] = ['payment_method_missing', 'payment_declined'];

/** Where to go for what is missing, where that is on another page. */
function WayOut({ of: { code } }: { readonly of: Problem }) {
  const { team } = useParams({ strict: false });
  if (team === undefined || !ofPaying.includes(code)) return null;
  return (
    <Link to="/t/$team/billing/payment-methods" params={{ team }} className="text-accent underline">
      Payment methods
    </Link>
  );
}
