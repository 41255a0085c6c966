import type { DeliveryState } from '@kontor/protocol/kontor';
import { Badge, type Tone } from '../badge.tsx';

const said: Readonly<Record<DeliveryState, readonly [label: string, tone: Tone]>> = {
  waiting: ['Waiting', 'warn'],
  delivered: ['Delivered', 'good'],
  parked: ['Not delivered', 'bad'],
  skipped: ['Only kept', 'neutral'],
};

export const deliveryStates = Object.entries(said).map(([value, [label]]) => ({ value, label }));

/** The state that an address asks for, where there is such a one. */
export function stateIn(state: string | undefined): DeliveryState | undefined {
  return Object.keys(said).find((each): each is DeliveryState => each === state);
}

export function StateOfDelivery({ state }: { readonly state: DeliveryState }) {
  const [label, tone] = said[state];
  return <Badge tone={tone}>{label}</Badge>;
}
