import type { Answer } from '../../api/call.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';

type State = Answer<'showDeployment'>['deployment']['readyState'];

/** How far a deployment is. */
export function ReadyState({ state }: { readonly state: State }) {
  return <Badge tone={toneOf(state)}>{state.toLowerCase()}</Badge>;
}

function toneOf(state: State): Tone {
  if (state === 'READY') return 'good';
  return state === 'ERROR' ? 'bad' : 'neutral';
}
