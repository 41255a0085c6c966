import { Badge, type Tone } from './badge.tsx';

const tones: Readonly<Record<string, Tone>> = {
  ready: 'good',
  resumed: 'good',
  installed: 'good',
  error: 'bad',
  failed: 'bad',
  suspended: 'bad',
  deleted: 'neutral',
  uninstalled: 'neutral',
};

/** How something is: where it stands in its life, and once it is there what its provider says. */
export function StatusBadge({
  lifecycle,
  status,
  isWaiting = false,
}: {
  readonly lifecycle: string;
  readonly status: string;
  /** Whether an agent asked for it, and nobody has approved it yet. */
  readonly isWaiting?: boolean;
}) {
  const isThere = lifecycle === 'active' || lifecycle === 'installed';
  const toCome = isWaiting ? 'waits for approval' : lifecycle;
  const word = isThere ? status : toCome;
  return <Badge tone={tones[word] ?? 'warn'}>{word}</Badge>;
}
