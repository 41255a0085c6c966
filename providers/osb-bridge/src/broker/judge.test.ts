import { expect, test } from 'vitest';
import { type Asked, judge, judgeProgress, type Response } from './judge.ts';

const answered = (status: number, body: unknown = {}): Response => ({
  kind: 'answer',
  status,
  body,
});

/** What an outcome comes down to: its kind, and whether something may have been left behind. */
const said = (asked: Asked, response: Response) => {
  const outcome = judge(asked, response);
  return outcome.kind === 'failed' && outcome.isOrphan ? 'orphan' : outcome.kind;
};

// the table of orphan mitigation in the specification, row by row
test.each<[Asked, Response, string]>([
  ['provision', answered(200), 'done'],
  ['provision', answered(200, 'nonsense'), 'failed'],
  ['provision', answered(201), 'done'],
  ['provision', answered(201, undefined), 'done'],
  ['provision', answered(201, 'nonsense'), 'orphan'],
  ['provision', answered(201, { dashboard_url: 7 }), 'orphan'],
  ['bind', answered(201, { credentials: { uri: 'x' } }), 'done'],
  ['bind', answered(201, { credentials: 'x' }), 'orphan'],
  ['bind', answered(200, { credentials: 'x' }), 'failed'],
  ['provision', answered(202, { operation: 'a' }), 'started'],
  ['update', answered(202), 'started'],
  ['provision', answered(204), 'orphan'],
  ['deprovision', answered(204), 'orphan'],
  ['bind', answered(206), 'orphan'],
  ['unbind', answered(204), 'orphan'],
  ['update', answered(204), 'failed'],
  ['provision', answered(408), 'refused'],
  ['bind', answered(408), 'refused'],
  ['provision', answered(422, { error: 'ConcurrencyError' }), 'refused'],
  ['provision', answered(410), 'refused'],
  ['provision', answered(500), 'orphan'],
  ['deprovision', answered(503), 'orphan'],
  ['bind', answered(500), 'orphan'],
  ['unbind', answered(500), 'orphan'],
  ['update', answered(500), 'failed'],
  ['provision', { kind: 'timeout' }, 'orphan'],
  ['bind', { kind: 'timeout' }, 'orphan'],
  ['update', { kind: 'timeout' }, 'failed'],
  ['deprovision', { kind: 'timeout' }, 'failed'],
  ['unbind', { kind: 'timeout' }, 'failed'],
  ['provision', { kind: 'not-sent', reason: 'There is nobody.' }, 'failed'],
  ['deprovision', answered(410), 'gone'],
  ['unbind', answered(410), 'gone'],
  ['deprovision', answered(200, undefined), 'done'],
])('%s, %j: %s', (asked, response, outcome) => {
  expect(said(asked, response)).toBe(outcome);
});

test('a refusal has the words of the broker', () => {
  const body = { error: 'RequiresApp', description: 'It takes an app.' };

  expect(judge('bind', answered(422, body))).toEqual({
    kind: 'refused',
    refusal: { status: 422, ...body },
  });
});

test.each<['making' | 'deleting', Response, string]>([
  ['making', answered(200, { state: 'in progress' }), 'in progress'],
  ['making', answered(200, { state: 'succeeded' }), 'succeeded'],
  ['making', answered(200, { state: 'failed', description: 'No.' }), 'failed'],
  ['deleting', answered(410), 'succeeded'],
  ['making', answered(410), 'in progress'],
  ['making', answered(200, { state: 'unheard of' }), 'in progress'],
  ['making', answered(500), 'in progress'],
  ['making', answered(400), 'in progress'],
  ['deleting', { kind: 'timeout' }, 'in progress'],
])('asked how %s goes, %j: %s', (of, response, state) => {
  expect(judgeProgress(of, response)).toMatchObject({ state });
});
