import { setTimeout as elapseForReal } from 'node:timers/promises';
import type { PlayedHost } from '../host/play-host.ts';
import { abilitiesOf, type Subject } from '../subject.ts';
import { type Bench, type BenchParts, createBench } from './bench.ts';
import { cannotJudge } from './outcome.ts';

/** A bench without a run of trials: whoever tests a provider calls it as the host that is played. */
export function benchFor(
  host: PlayedHost,
  subject: Subject,
  {
    timeoutMs = 30_000,
    patienceMs = 5_000,
  }: Partial<Pick<BenchParts, 'timeoutMs' | 'patienceMs'>> = {},
): Bench {
  return createBench(
    {
      subject,
      host,
      timeoutMs,
      patienceMs,
      elapse: (milliseconds) => elapseForReal(milliseconds),
      sent: [],
      onOpened: () => {},
      standing: () => cannotJudge('There is no run that would hold one.'),
      abilities: abilitiesOf(subject),
    },
    [],
  );
}
