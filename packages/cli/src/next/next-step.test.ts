import { expect, test } from 'vitest';
import { afterRefusal } from './after-refusal.ts';
import { steps } from './steps.ts';

const typed = (line: string) => ({ argv: line.split(' ') });

test('a command keeps to the host and the team of the one before it, as far as it is about them', () => {
  const place = { argv: [], team: 'acme', host: 'https://market.example' };

  expect([
    steps.applyPlan('spl_1').command(place),
    steps.useTeam('labs').command(place),
    steps.showHelp('env', 'history').command(place),
  ]).toEqual([
    'kontor apply spl_1 --team acme --host https://market.example',
    'kontor teams use labs --host https://market.example',
    'kontor env history --help',
  ]);
});

test.each([
  ['resource delete db', 'resource delete db --yes'],
  ['run --project web -- rm --force x', 'run --project web --yes -- rm --force x'],
])('an answer is added to %s where it is the own of the command', (line, answered) => {
  expect(steps.answer('--yes').command(typed(line))).toBe(`kontor ${answered}`);
});

test.each([
  ['env ls wbe', 'wbe', 'web', 'env ls web'],
  ['env ls --project=wbe', 'wbe', 'web', 'env ls --project=web'],
  ['catalog plans lagon/db', 'lagon', 'lagoon', 'catalog plans lagoon/db'],
  ['catalog plans lagoon/bd', 'bd', 'db', 'catalog plans lagoon/db'],
  // what was guessed is not agreed to
  ['resource delete bd --yes', 'bd', 'db', 'resource delete db'],
])('%s with %s corrected to %s', (line, from, to, corrected) => {
  expect(steps.choose(from, to).command(typed(line))).toBe(`kontor ${corrected}`);
});

test.each(['env ls wbe --token kmt_1', 'env add wbe NAME --value=x', 'projects list'])(
  'nothing is told of %s: it holds a secret, or not the name',
  (line) => {
    expect(steps.choose('wbe', 'web').command(typed(line))).toBeUndefined();
  },
);

test.each([
  [{ kind: 'team', id: null, amount: '10' }, '9.5', '4.25', 'limits set 15 --hard'],
  [
    { kind: 'resource', id: 'store_1', amount: '1' },
    '1',
    '2',
    'limits set 3 --resource store_1 --hard',
  ],
  [{ kind: 'team', id: null, amount: '10' }, '10', null, 'limits remove'],
])(
  'a limit that is reached is raised so far that there is room',
  (limit, spent, asked, command) => {
    const [step] = afterRefusal('spend_limit_reached', { limit, spent, asked });

    expect(step?.command({ argv: [] })).toBe(`kontor ${command}`);
  },
);

test('of facts that are not as they should be, nothing is made', () => {
  expect(afterRefusal('spend_limit_reached', {})).toEqual([]);
  expect(afterRefusal('operation_running', { operationId: 7 })).toEqual([]);
  expect(afterRefusal('something_else', {})).toEqual([]);
});
