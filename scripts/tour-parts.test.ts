import { describe, expect, it } from 'vitest';
import { readLogLine } from './start/log-line.ts';
import { abridge } from './tour/abridge.ts';
import { createMask } from './tour/mask.ts';

describe('abridging', () => {
  it('what fits into a line stays in one', () => {
    expect(abridge({ a: 1, b: [true, null], c: {} })).toBe(
      '{ "a": 1, "b": [true, null], "c": {} }',
    );
  });

  it('outer members have a line each, and inner ones are cut where the line ends', () => {
    const inner = { text: 'x'.repeat(60), more: 'y'.repeat(60) };

    expect(abridge({ outer: { id: 1, inner } }).split('\n')).toEqual([
      '{',
      '  "outer": {',
      '    "id": 1,',
      `    "inner": { "text": "${'x'.repeat(60)}", … }`,
      '  }',
      '}',
    ]);
  });

  it('of a long list the first are shown, a line each, and how many more there are', () => {
    const list = Array.from({ length: 9 }, (_, index) => ({ index, text: 'z'.repeat(30) }));

    const lines = abridge({ list }).split('\n');

    expect(lines[2]).toBe(`    { "index": 0, "text": "${'z'.repeat(30)}" },`);
    expect(lines.at(-3)).toBe('    … 3 more');
  });

  it('no line is longer than a page is wide, whatever is in it', () => {
    const deep = { a: [{ b: { c: [{ d: 'e'.repeat(40) }, { d: 'f'.repeat(40) }] } }, { b: 1 }] };

    for (const line of abridge({ deep, again: { deep } }).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(101);
    }
  });
});

describe('masking', () => {
  it.each([
    [
      'a password in an address',
      { url: 'postgres://ada:pa55@127.0.0.1:5/db' },
      { url: 'postgres://ada:••••@127.0.0.1:5/db' },
    ],
    [
      'the value of a variable that is a secret',
      { MAIN_PGPASSWORD: 'pa55word' },
      { MAIN_PGPASSWORD: '••••' },
    ],
    [
      'a token that is shown once',
      { token: { id: 'tok_1' }, secret: 'kpt_1' },
      { token: { id: 'tok_1' }, secret: '••••' },
    ],
    [
      'nothing else',
      { secretName: 'PGPASSWORD', list: ['PGPASSWORD', 1, null] },
      { secretName: 'PGPASSWORD', list: ['PGPASSWORD', 1, null] },
    ],
  ])('hides %s', (_, value, masked) => {
    expect(createMask().value(value)).toEqual(masked);
  });

  it('hides a secret that it has learnt wherever it stands', () => {
    const mask = createMask();
    mask.learnVariables({ PGPASSWORD: 'first-secret', DATABASE_URL: 'postgres://a:sec%2Fond@h/d' });

    expect(mask.text('first-secret, sec%2Fond and sec/ond')).toBe('••••, •••• and ••••');
  });
});

describe('reading a log', () => {
  it.each([
    ['{"level":30,"msg":"up"}', { level: 'info', text: 'up' }],
    ['{"level":50,"msg":"lost","err":{"message":"gone"}}', { level: 'error', text: 'lost: gone' }],
    ['{"level":"warn","message":"slow","reason":"disk"}', { level: 'warn', text: 'slow: disk' }],
    ['Error: no logger yet', { level: 'error', text: 'Error: no logger yet' }],
    ['{"level":"odd"}', { level: 'error', text: '{"level":"odd"}' }],
    ['null', { level: 'error', text: 'null' }],
  ])('%s', (line, read) => {
    expect(readLogLine(line)).toEqual(read);
  });
});
