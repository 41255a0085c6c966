import type { ListingState } from '@kontor/protocol/kontor';
import { Badge, type Tone } from './badge.tsx';

const said: Readonly<Record<ListingState, readonly [Tone, string]>> = {
  draft: ['neutral', 'Not published'],
  submitted: ['accent', 'Waits for approval'],
  listed: ['good', 'Published'],
  refused: ['bad', 'Refused'],
  unlisted: ['bad', 'Taken out'],
};

/** How far an integration is on its way into the catalogue. */
export function ListingBadge({ state }: { readonly state: ListingState }) {
  const [tone, text] = said[state];
  return <Badge tone={tone}>{text}</Badge>;
}
