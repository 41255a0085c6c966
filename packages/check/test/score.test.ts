import type { Report } from '@kontor/check';
import { isProof, table, writeEvidence } from '@kontor/testing/evidence';
import { expect, test } from 'vitest';
import { brokenProviders } from './broken/index.ts';
import { judge } from './judge.ts';
import { judgeReference, referenceProviders } from './reference-providers.ts';

/** The short form judges one in so many by everything; each is judged by what should catch it elsewhere. */
const EVERY = 40;
const LEAST_CAUGHT = 0.95;

const judged = isProof('check')
  ? brokenProviders
  : brokenProviders.filter((_, at) => at % EVERY === 0);

const saysNo = ({ verdict }: { readonly verdict: string }) =>
  verdict === 'failed' || verdict === 'advised';

test('judged by everything, broken providers are caught and right ones are not', async () => {
  const rows: (readonly string[])[] = [];
  for (const { name, fault, billsPerInstallation = false } of judged) {
    const { trials } = await judge(fault, { isBrief: true, billsPerInstallation });
    rows.push([name, trials.find(saysNo)?.name ?? 'nobody']);
  }
  const right: (readonly [string, Report])[] = [['memory', await judge()]];
  if (isProof('check')) {
    for (const name of referenceProviders) right.push([name, await judgeReference(name)]);
  }

  const caught = rows.filter(([, by]) => by !== 'nobody').length;
  const alarms = right.map(([name, { trials, counts }]) => ({
    name,
    counts,
    no: trials.filter(saysNo),
  }));
  await writeEvidence('check', 'check', {
    title: 'Whether the judge of providers can say no, and only then',
    parts: [
      `${caught} of ${rows.length} broken providers were caught (${((caught / rows.length) * 100).toFixed(1)} %), each by all trials of the level robust over HTTP. ${alarms.flatMap(({ no }) => no).length} false alarms on ${alarms.length} right ones:`,
      table(
        ['right provider', 'passed', 'false alarms', 'not judged', 'not applicable'],
        alarms.map(({ name, counts, no }) => [
          ...[name, counts.passed, no.length, counts['not-judged'], counts['not-applicable']],
        ]),
      ),
      table(['broken provider', 'caught first by'], rows),
    ],
  });
  expect(caught / rows.length).toBeGreaterThanOrEqual(LEAST_CAUGHT);
  expect(alarms.flatMap(({ no }) => no)).toEqual([]);
});
