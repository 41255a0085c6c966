import type { ProviderCall } from '@kontor/protocol/kontor';
import { Badge } from '../../ui/badge.tsx';

/** How a call ended: its status, and why it was not answered where it was not. */
export function OutcomeOfCall({
  call: { status, outcome },
}: {
  readonly call: Pick<ProviderCall, 'status' | 'outcome'>;
}) {
  if (outcome === 'answered') return <Badge tone="good">{status ?? outcome}</Badge>;
  const isRefusal = outcome.startsWith('refused');
  return (
    <Badge tone={isRefusal ? 'warn' : 'bad'}>
      {status === null ? outcome : `${status}, ${outcome}`}
    </Badge>
  );
}
