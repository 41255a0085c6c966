import { expect, test } from 'vitest';
import { type AcceptanceStep, decideAcceptance, type PartState } from './decide-acceptance.ts';

const rows: [readonly PartState[], AcceptanceStep][] = [
  [[], { do: 'finish' }],
  [['untried', 'untried'], { do: 'ask', at: 0 }],
  [['accepted', 'untried'], { do: 'ask', at: 1 }],
  [['accepted', 'accepted'], { do: 'finish' }],
  [['refused', 'untried'], { do: 'undo' }],
  [['accepted', 'refused', 'untried'], { do: 'ask', at: 2 }],
  [['accepted', 'refused'], { do: 'finish' }],
  [['untried', 'unclear'], { do: 'ask', at: 1 }],
  [['unclear', 'refused'], { do: 'ask', at: 0 }],
];

test.each(rows)('of parts that stand at %j follows %j', (parts, step) => {
  expect(decideAcceptance(parts)).toEqual(step);
});
