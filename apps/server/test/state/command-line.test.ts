import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine } from '../world/command-line.ts';
import { variablesOf } from '../world/story.ts';
import { startWorld, type World } from '../world/world.ts';

let world: World;
let machine: ReturnType<typeof commandLine>;
beforeAll(async () => {
  world = await startWorld({ rateLimits: null });
  machine = commandLine(world);
});
afterAll(async () => {
  await machine.close();
  await world.close();
});

const wanted = `project: shop
resources:
  orders:
    product: scripted/db
    options:
      region: fra1
connections:
  orders:
    environments: [production, preview]
    prefix: DB
variables:
  LOG_LEVEL:
    - value: info
      environments: [production]
    - value: debug
      environments: [preview, development]
  API_KEY:
    fromEnv: SHOP_API_KEY
    environments: [production]
    type: sensitive
`;
const secret = { SHOP_API_KEY: 'canary-in-the-plan' };

test('a file is planned, applied by its plan, and planned again as nothing to do', async () => {
  await machine.write('kontor.yaml', wanted);

  const planned = await machine.kontor(['plan', '--detailed-exit-code'], secret);

  expect(planned.stderr).toMatch(/Apply it: kontor apply spl_\w{24}\n/);
  expect(planned.code).toBe(9);
  expect(planned.stdout).toContain('+ create  installation  scripted');
  expect(planned.stdout).toMatch(/\+ create {2}resource +orders .*plan: /);
  expect(planned.stdout).toMatch(
    /\+ create {2}connection +orders +production, preview +prefix: DB/,
  );
  expect(planned.stdout).toContain('production: API_KEY (written by hand), LOG_LEVEL (written by');
  expect(planned.stdout).toContain('The names of the variables of orders');
  expect(planned.stdout).toContain(
    'A person accepts toc, eula of scripted: https://scripted.test/eula',
  );
  expect(planned.stdout).not.toContain('canary');

  const [, id = ''] = planned.stderr.match(/apply (spl_\w+)/) ?? [];
  const refused = await machine.kontor(['apply', id]);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.stderr).toContain('--accept toc,eula');

  const applied = await machine.kontor(['apply', id, '--accept-all']);

  expect(applied.stderr).toBe('');
  expect(applied.code).toBe(0);
  expect(applied.stdout).toContain(`Applied ${id} to shop:`);
  expect(applied.stdout).toContain('  provision orders\n');
  expect(await variablesOf(world, 'shop', 'production')).toEqual({
    API_KEY: secret.SHOP_API_KEY,
    DB_DATABASE_URL: expect.stringContaining('postgres://'),
    LOG_LEVEL: 'info',
  });
  expect(await variablesOf(world, 'shop', 'development')).toEqual({ LOG_LEVEL: 'debug' });

  const again = await machine.kontor(['apply', id]);
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout).toContain('was applied already');

  const after = await machine.kontor(['plan', '--detailed-exit-code'], secret);
  expect(after).toMatchObject({ code: 0 });
  expect(after.stdout).toContain('production: API_KEY (written by hand), DB_DATABASE_URL (orders)');
  expect(after.stderr).toContain('shop has everything that kontor.yaml says.');
});

test('a change by hand is drift, what the file drops goes with --prune alone, and what was made by hand stays', async () => {
  const file = 'project: drifting\nvariables:\n  KEPT: {value: a}\n  DROPPED: {value: b}\n';
  await machine.write('kontor.yaml', file);
  const applied = async (...args: string[]) => {
    const { stderr } = await machine.kontor(['plan', ...args]);
    const [, id = ''] = stderr.match(/apply (spl_\w+)/) ?? [];
    return machine.kontor(['apply', id, '--yes']);
  };
  await applied();
  const params = { team: world.team, project: 'drifting' };
  const { body } = await world.owner.api(k.listVariables, { params });
  const kept = body.variables.find(({ name }) => name === 'KEPT')?.id ?? '';
  await world.owner.api(k.updateVariable, {
    params: { ...params, variable: kept },
    body: { value: 'by hand' },
  });
  const byHand = { name: 'BY_HAND', value: 'c', environments: ['preview'] };
  await world.owner.api(k.createVariable, { params, body: byHand });

  const drift = await machine.kontor(['plan', '--detailed-exit-code']);

  expect(drift.code).toBe(9);
  expect(drift.stdout).toContain('This file was applied before and has not changed');
  expect(drift.stdout).toMatch(/~ change {2}variable +KEPT .*value: another one/);
  expect(drift.stdout).toMatch(/\. leave +variable +BY_HAND +preview +not of this file/);

  await machine.write('kontor.yaml', 'project: drifting\nvariables:\n  KEPT: {value: a}\n');
  await applied();
  expect(Object.keys(await variablesOf(world, 'drifting', 'preview'))).toContain('DROPPED');
  const pruned = await applied('--prune');

  expect(pruned.stderr).toContain(
    'removes the variable DROPPED in production, preview, development',
  );
  expect(await variablesOf(world, 'drifting', 'preview')).toEqual({ BY_HAND: 'c', KEPT: 'a' });
});

test('what is wrong with a file is told with line and column, and what was meant', async () => {
  await machine.write(
    'wrong.yaml',
    'project: shop\nresources:\n  orders:\n    product: scriptd/db\n    option: {}\nvariables:\n  A: {value: 3}\n  B: {fromEnv: NOT_SET_HERE}\n',
  );
  const first = await machine.kontor(['plan', '--file', 'wrong.yaml']);

  expect(first.code).toBe(2);
  expect(first.stderr).toContain(
    "wrong.yaml:5:5: 'option' means nothing here. Did you mean 'options'?",
  );
  expect(first.stderr).toContain(
    'wrong.yaml:7:14: \'value\' should be a text: write "3", in quotes.',
  );

  const rest = 'variables:\n  B: {fromEnv: NOT_SET_HERE}\n';
  const resource = 'project: shop\nresources:\n  orders:\n    product: scriptd/db\n';
  await machine.write('wrong.yaml', resource + rest);
  const second = await machine.kontor(['plan', '--file', 'wrong.yaml']);
  expect(second.stderr).toContain('wrong.yaml:6:16: NOT_SET_HERE is not set on this machine.');

  const third = await machine.kontor(['plan', '--file', 'wrong.yaml'], { NOT_SET_HERE: 'x' });
  expect(third.code).toBe(2);
  expect(third.stderr).toContain(
    "wrong.yaml:4:14: There is no integration 'scriptd' in the catalogue.",
  );
  expect(third.stderr).toContain("'scripted'");

  await machine.write('wrong.yaml', 'project: shop\nresources: [\n');
  const fourth = await machine.kontor(['plan', '--file', 'wrong.yaml']);
  expect(fourth.code).toBe(2);
  expect(fourth.stderr).toMatch(/wrong\.yaml:3:1: Flow sequence /);
});
