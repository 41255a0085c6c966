import { abridge } from './abridge.ts';
import { describeCall, describeTarget } from './describe.ts';
import type { Beat, Step, TourRecord } from './record.ts';

/** The page of a run: every step with what was sent, what came back, and what was checked. */
export function writeMarkdown({ host, provider, startedAt, steps }: TourRecord): string {
  const checks = steps.flatMap(({ beats }) => beats).filter(({ kind }) => kind === 'check');
  return [
    '# Tour',
    '',
    'The life of a resource, from the catalogue to its end: what was sent and what came back when',
    `\`npm run tour\` ran on ${startedAt.slice(0, 10)}, with the host at ${host} and the reference provider at`,
    `${provider}. Every ✓ is checked in each run, ${checks.length} in all, and the run fails with the first that does`,
    'not hold.',
    '',
    'Passwords and tokens are masked (`••••`), and long answers are cut (`…`). This page is written by',
    '`npm run tour -- --record docs/tour.md`.',
    '',
    ...steps.flatMap((step, index) => section(step, index + 1)),
  ].join('\n');
}

function section({ title, about, beats }: Step, number: number): string[] {
  return [`## ${number}. ${title}`, '', about, '', ...runsOf(beats).flatMap(block)];
}

/** Neighbours of one kind stand together. */
function runsOf(beats: readonly Beat[]): Beat[][] {
  const runs: Beat[][] = [];
  for (const beat of beats) {
    const run = runs.at(-1);
    if (run?.[0] && belongTogether(run[0], beat)) run.push(beat);
    else runs.push([beat]);
  }
  return runs;
}

function belongTogether(one: Beat, other: Beat): boolean {
  if (one.kind === 'statement' && other.kind === 'statement') return one.address === other.address;
  return one.kind === other.kind && one.kind !== 'request';
}

const LANGUAGES = { request: 'http', between: 'text', command: 'console', statement: 'sql' };

function block(run: readonly Beat[]): string[] {
  const [first] = run;
  if (!first) return [];
  if (first.kind === 'check') return [...run.map(text), ''];
  const title = first.kind === 'between' ? ['Between host and provider:', ''] : [];
  const address = first.kind === 'statement' ? [`-- ${first.address}`] : [];
  return [...title, `\`\`\`${LANGUAGES[first.kind]}`, ...address, ...run.map(text), '```', ''];
}

function text(beat: Beat): string {
  switch (beat.kind) {
    case 'request':
      return [
        `${beat.method} ${describeTarget(beat)}`,
        ...(beat.requestBody === undefined ? [] : [abridge(beat.requestBody)]),
        '',
        String(beat.status),
        ...(beat.responseBody === undefined ? [] : [abridge(beat.responseBody)]),
      ].join('\n');
    case 'between':
      return describeCall(beat);
    case 'command':
      return `$ ${beat.command}\n${beat.output}`;
    case 'statement':
      return `${beat.sql};\n-- → ${beat.answer}`;
    case 'check':
      return `- ✓ ${beat.what}`;
  }
}
