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
}: {
  readonly lifecycle: string;
  readonly status: string;
}) {
  const isThere = lifecycle === 'active' || lifecycle === 'installed';
  const word = isThere ? status : lifecycle;
  return <Badge tone={tones[word] ?? 'warn'}>{word}</Badge>;
}
