import { steps as builders, type StepName } from '@kontor/cli';
import { expect, test } from 'vitest';
import { ofClocks } from './next-steps/clocks.ts';
import { ofMoney } from './next-steps/money.ts';
import { ofOperators } from './next-steps/operators.ts';
import { ofProviders } from './next-steps/providers.ts';
import { ofPurchases } from './next-steps/purchases.ts';
import { ofResources } from './next-steps/resources.ts';
import type { Scenarios } from './next-steps/scenario.ts';
import { openStage } from './next-steps/stage.ts';
import { ofState } from './next-steps/state.ts';
import { ofTransfers } from './next-steps/transfers.ts';

const stage = openStage();
const { here } = stage;

// each is taken in the world that those before it have left
const parts: readonly Scenarios[] = [
  ofResources(stage),
  ofPurchases(stage),
  ofState(stage),
  ofMoney(stage),
  ofTransfers(stage),
  ofProviders(stage),
  ofOperators(stage),
  ofClocks,
];

const table = parts
  .flatMap(Object.entries<Scenarios[StepName]>)
  .flatMap(([name, scenario]) =>
    scenario && 'line' in scenario ? [[name as StepName, scenario] as const] : [],
  );

test.each(table)('%s is an exact command that gets on', async (name, scenario) => {
  const { line, code = 0, env = {}, takenWith = {}, person, between, gets } = scenario;
  const made = await scenario.before?.();
  const given = typeof made === 'string' ? made : '…';
  const first = await here.line(line.replace('…', given), env);

  const at = first.steps.findIndex((step) => step.name === name);
  const command = first.steps[at]?.command({ argv: line.replace('…', given).split(' ').slice(1) });
  expect(first.code, first.stdout + first.stderr).toBe(code);
  expect(command, first.stdout + first.stderr).toBeDefined();
  // the very words that people are shown
  expect(first.stderr + first.stdout).toContain(command);
  expect(command).not.toMatch(/[<>…]/);

  await between?.();
  const taking = person === undefined ? `${command}` : `${command} ${person.words.join(' ')}`;
  const taken = person
    ? await here.kontor(taking.split(' ').slice(1), {
        env: { ...env, ...takenWith },
        input: person.input,
      })
    : await here.line(taking, { ...env, ...takenWith });

  if (gets instanceof RegExp) expect(taken.stdout + taken.stderr, taking).toMatch(gets);
  else await gets({ ...taken, command: `${command}` }, first);
});

test('a script finds the same commands under next, also beside an error', async () => {
  const [found, refused] = await Promise.all([
    here.line('kontor catalog --json'),
    here.line('kontor resource show ordesr --json'),
  ]);

  expect(JSON.parse(found.stdout).next).toEqual([
    expect.stringMatching(/^kontor catalog show [\w-]+$/),
  ]);
  expect(JSON.parse(refused.stdout).error.next).toEqual(['kontor resource show orders --json']);
});

test('every step that there is has its scenario, and one alone', () => {
  expect(parts.flatMap(Object.keys).sort()).toEqual(Object.keys(builders).sort());
});
