import { expect, test } from 'vitest';
import { commands } from '../src/commands/index.ts';
import { inProcess } from './stand-in/in-process.ts';

const { kontor } = inProcess();

test('the schema of one command stands by itself, with its version', async () => {
  const { code, stdout } = await kontor(['schema', 'limits', 'set']);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:kontor:command-line-output:1:limits-set',
    title: 'kontor limits set --json',
    type: 'object',
    required: ['limit'],
  });
});

test('one document defines what every command prints, and the error of any', async () => {
  const { stdout } = await kontor(['schema']);

  const { $defs, 'x-spellings': spellings } = JSON.parse(stdout);
  // one serves a protocol instead of printing, one leaves it to the command that it runs
  const others = ['mcp', 'dev do'];
  const names = commands.map(({ words }) => words.join(' '));
  const printing = names.filter((words) => !others.includes(words));
  expect(Object.keys($defs)).toEqual(expect.arrayContaining([...printing, 'error', 'help']));
  expect($defs.error.properties.error.required).toEqual(['code', 'message', 'exitCode']);
  expect(spellings).toMatchObject({ 'project ls': 'projects list', 'env list': 'env ls' });
});

test('an editor is given the schema of the file that says what a project wants', async () => {
  const { stdout } = await kontor(['schema', '--file']);

  const schema = JSON.parse(stdout);
  expect(schema).toMatchObject({ title: 'kontor.yaml', required: ['project'] });
  expect(schema).toMatchObject({ additionalProperties: false });
  expect(Object.keys(schema.properties)).toEqual([
    ...['project', 'environments', 'resources', 'connections', 'variables', 'shared'],
  ]);
});

test.each([
  [['limits', 'sett'], 'command_not_found', "Did you mean 'limits set'"],
  [['limits', 'frob'], 'command_not_found', "There are: 'limits list', 'limits set'"],
  [['resorce', 'create'], 'command_not_found', "Did you mean 'resource create'"],
  [['resorce'], 'command_not_found', "Did you mean 'resource'"],
  [['limits'], 'command_not_found', 'limits list, limits set, limits remove'],
  [['mcp'], 'no_schema', 'prints no document of its own'],
])('of %j there is no schema, and it is said why', async (words, code, why) => {
  const refused = await kontor(['schema', ...words, '--json']);

  expect(refused.code).toBe(4);
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code,
    message: expect.stringContaining(why),
  });
});
