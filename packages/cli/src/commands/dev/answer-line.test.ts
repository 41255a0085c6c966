import { expect, test } from 'vitest';
import { answerLine, readAnswerLine, unlike } from './answer-line.ts';

const made = {
  operation: 'provisionResource',
  status: 201,
  shape: { status: 'ready', id: '(text)' },
};
const gone = { operation: 'deleteResource', status: 204, shape: null };

test('what is written of an answer is what is read', () => {
  expect([made, gone].map(answerLine).map(readAnswerLine)).toEqual([made, gone]);
});

test.each(['# provisionResource 201 {}', '#=< provisionResource 201 {', '#=> 4', 'kontor'])(
  '%s is no answer',
  (line) => {
    expect(readAnswerLine(line)).toBe(undefined);
  },
);

test('answers are alike in any order, and with more than there were', () => {
  expect(unlike([made, gone], [gone, { ...made }, made])).toEqual([]);
});

test.each([
  ['another status code', [{ ...made, status: 200 }], ['it was answered 201 and is 200']],
  [
    'another word',
    [{ ...made, shape: { ...made.shape, status: 'pending' } }],
    ['status was "ready" and is "pending"'],
  ],
])('%s is told with its operation', (_what, answers, told) => {
  expect(unlike([made], answers)).toEqual(told.map((each) => `provisionResource: ${each}`));
});

test('a change that nobody asked the provider for is told', () => {
  expect(unlike([made, made], [made])).toEqual(['provisionResource was not called']);
});
