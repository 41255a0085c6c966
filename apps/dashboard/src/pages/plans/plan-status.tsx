import type { StatePlan } from '@kontor/protocol/kontor';
import { Badge, type Tone } from '../../ui/badge.tsx';

const said: Readonly<Record<StatePlan['status'], readonly [name: string, tone: Tone]>> = {
  ready: ['Not applied', 'accent'],
  applying: ['Being applied', 'warn'],
  applied: ['Applied', 'good'],
  failed: ['Stopped', 'bad'],
};

export function PlanStatus({ plan: { status } }: { readonly plan: Pick<StatePlan, 'status'> }) {
  const [name, tone] = said[status];
  return <Badge tone={tone}>{name}</Badge>;
}
