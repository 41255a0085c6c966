import { expect, test } from 'vitest';
import { flawsOfReportDates } from './report-dates.ts';

const now = new Date('2026-03-15T12:00:00Z');
const good = {
  timestamp: now,
  eod: new Date('2026-03-15T23:59:59Z'),
  period: { start: new Date('2026-03-01T00:00:00Z'), end: new Date('2026-04-01T00:00:00Z') },
};
const at = (text: string) => new Date(`2026-${text}`);

test.each([
  ['the day that goes on', {}],
  ['a timestamp of long ago', { timestamp: at('01-01T00:00:00Z') }],
  ['a day that ended 24 hours ago', { eod: at('03-14T12:00:00Z') }],
  [
    'the first moment of the period',
    { eod: at('03-15T00:00:00Z'), period: { ...good.period, start: at('03-15T00:00:00Z') } },
  ],
  ['the last moment of the period', { eod: good.period.end }],
  [
    'a period that ended 24 hours ago',
    { eod: at('03-14T12:00:00Z'), period: { ...good.period, end: at('03-14T12:00:00Z') } },
  ],
  ['a clock that is a day ahead', { timestamp: at('03-16T12:00:00Z') }],
])('%s can be reported', (_case, told) => {
  expect(flawsOfReportDates({ ...good, ...told }, now)).toEqual([]);
});

test.each([
  ['a day that ended a moment more than 24 hours ago', { eod: at('03-14T11:59:59.999Z') }, ['eod']],
  ['a day before the period', { eod: at('02-28T23:59:59Z') }, ['eod', 'eod']],
  ['a day after the period', { eod: at('04-01T00:00:00.001Z') }, ['eod']],
  [
    'a period that is over',
    { period: { ...good.period, end: at('03-14T11:59:59Z') } },
    ['eod', 'period.end'],
  ],
  [
    'a period without length',
    { eod: good.period.start, period: { start: good.period.start, end: good.period.start } },
    ['period', 'eod', 'period.end'],
  ],
  ['a clock of the far future', { timestamp: at('03-16T12:00:00.001Z') }, ['timestamp']],
])('%s cannot be reported', (_case, told, keys) => {
  const flaws = flawsOfReportDates({ ...good, ...told }, now);

  expect(flaws.map(({ key }) => key)).toEqual(keys);
  for (const { key, message } of flaws) expect(message).toMatch(`${key} should`);
});
