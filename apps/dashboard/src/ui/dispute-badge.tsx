import { Badge, type Tone } from './badge.tsx';

const states = {
  open: ['Disputed', 'warn'],
  won: ['Dispute won', 'good'],
  lost: ['Dispute lost', 'bad'],
} as const satisfies Record<string, readonly [name: string, tone: Tone]>;

/** Whether the bank of the person who paid wants the money back, and how that ended. */
export function DisputeBadge({ state }: { readonly state: keyof typeof states }) {
  const [name, tone] = states[state];
  return <Badge tone={tone}>{name}</Badge>;
}
