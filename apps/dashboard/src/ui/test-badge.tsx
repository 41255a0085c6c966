import { Badge } from './badge.tsx';

/** Says that nothing of it is charged. */
export function TestBadge() {
  return <Badge tone="accent">Test</Badge>;
}
