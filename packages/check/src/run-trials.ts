import { setTimeout as elapseForReal } from 'node:timers/promises';
import { deleteInstallation } from '@kontor/protocol/partner';
import { type Bench, type BenchParts, createBench, type Standing } from './bench/bench.ts';
import type { Exchange } from './bench/exchange.ts';
import { Failed, NotJudged } from './bench/outcome.ts';
import type { Installation } from './host/installation.ts';
import type { PlayedHost } from './host/play-host.ts';
import { judgeRequirements } from './report/judge-requirements.ts';
import {
  type MadeInstallation,
  type Report,
  type TrialResult,
  type Verdict,
  verdicts,
} from './report/report.ts';
import { showExchange } from './report/show-exchange.ts';
import { requirements } from './requirements/requirements.ts';
import { abilitiesOf, type Subject } from './subject.ts';
import { trials as allTrials, type Level, levels, ofProduct, type Trial } from './trials/index.ts';

export type RunOptions = {
  readonly host: PlayedHost;
  readonly subject: Subject;
  readonly level: Level;
  /** Names of trials, or ids of requirements; all unless given. */
  readonly only?: readonly string[];
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
  /** Lets time pass; really, unless a test has a clock to move. */
  readonly elapse?: (milliseconds: number) => Promise<void>;
  /** Told of each trial as it ends; what it answers with `true` ends the run. */
  readonly onResult?: (result: TrialResult) => boolean | undefined;
  readonly signal?: AbortSignal;
};

/** Nobody answers at the address of the provider, so there is nothing to judge. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/** How many of the last exchanges of a trial are shown where it did not pass. */
const SHOWN_EXCHANGES = 2;

/**
 * Tries a provider, one thing after another, and removes what that has made there.
 *
 * @throws {ProviderUnreachable}
 */
export async function runTrials(options: RunOptions): Promise<Report> {
  const { subject, level, onResult, signal } = options;
  const startedAt = performance.now();
  const checkedAt = new Date().toISOString();
  const shared: Shared = { sent: [], opened: new Map(), kitFailures: [] };
  const runs = subject.products.map((product) => {
    const others = subject.products.filter((each) => each !== product);
    return beginRun(
      { ...options, subject: { ...subject, products: [product, ...others] } },
      shared,
    );
  });
  const results: TrialResult[] = [];
  try {
    for (const run of runs) await run.prepare();
    for (const { trial, run = runs[0], product } of planned(options)) {
      const judged = signal?.aborted ? notReached(trial) : await run?.judge(trial);
      if (judged === undefined) continue;
      const result =
        product === undefined ? judged : { ...judged, name: `${judged.name} (${product})` };
      results.push(result);
      if (onResult?.(result) === true) break;
    }
  } finally {
    await runs[0]?.cleanUp();
  }

  /** Everything with the first product, and what is of a product with each of the others too. */
  function planned(wanted: RunOptions) {
    const all = chosen(wanted);
    const [, ...further] = subject.products;
    const again = further.flatMap(({ slug }, at) =>
      all
        .filter((each) => ofProduct.has(each))
        .map((trial) => ({ trial, run: runs[at + 1], product: slug })),
    );
    const first = all.map((trial) => ({ trial, run: runs[0], product: undefined }));
    return [
      ...first.filter(({ trial }) => !trial.observes),
      ...again,
      ...first.filter(({ trial }) => trial.observes),
    ];
  }
  const counts = Object.fromEntries(
    verdicts.map((verdict) => [verdict, results.filter((each) => each.verdict === verdict).length]),
  ) as Record<Verdict, number>;
  return {
    baseUrl: subject.baseUrl,
    checkedAt,
    level,
    verdict:
      counts.failed === 0 && counts.passed > 0 && shared.kitFailures.length === 0
        ? 'passed'
        : 'failed',
    counts,
    trials: results,
    requirements: [...judgeRequirements(results)],
    made: runs[0]?.made() ?? [],
    kitFailures: shared.kitFailures,
    durationMs: performance.now() - startedAt,
  };
}

function notReached({ name, title, level, requirements: ids }: Trial): TrialResult {
  const message = 'There was no time left for it.';
  const nothing = { advice: null, exchanges: [], durationMs: 0 };
  return {
    ...{ name, title, level, requirements: [...ids] },
    ...{ verdict: 'not-judged', message, ...nothing },
  };
}

/** The trials of a level, those that observe the others last. */
export function chosen({ level, only = [] }: Pick<RunOptions, 'level' | 'only'>): readonly Trial[] {
  const reach = levels.indexOf(level);
  const wanted = allTrials.filter((trial) =>
    only.length > 0 ? isNamed(trial, only) : levels.indexOf(trial.level) <= reach,
  );
  return [
    ...wanted.filter(({ observes }) => !observes),
    ...wanted.filter(({ observes }) => observes),
  ];
}

function isNamed({ name, requirements: ids }: Trial, only: readonly string[]): boolean {
  return only.some((each) => each === name || ids.some((id) => id === each.toUpperCase()));
}

/** What trials with any product leave for the report and for those who observe. */
type Shared = {
  readonly sent: Exchange[];
  readonly opened: Map<Installation, boolean>;
  readonly kitFailures: string[];
};

function beginRun(
  {
    host,
    subject,
    timeoutMs = 60_000,
    patienceMs = 30_000,
    elapse = (milliseconds) => elapseForReal(milliseconds),
  }: RunOptions,
  { sent, opened, kitFailures }: Shared,
) {
  const abilities = abilitiesOf(subject);
  let ofThisTrial: Installation[] = [];
  let standing: Promise<Standing> | undefined;

  const parts: BenchParts = {
    subject,
    host,
    timeoutMs,
    patienceMs,
    elapse,
    sent,
    abilities,
    onOpened: (installation) => {
      opened.set(installation, false);
      ofThisTrial.push(installation);
    },
    standing: () => {
      standing ??= makeStanding();
      return standing;
    },
  };
  const own = createBench(parts, []);

  async function makeStanding(): Promise<Standing> {
    const before = ofThisTrial;
    ofThisTrial = [];
    const installation = await own.install();
    const made = { installation, resource: await own.provision(installation) };
    ofThisTrial = before;
    return made;
  }

  async function remove(installation: Installation): Promise<void> {
    const as = 'system';
    const ended = await own.call(deleteInstallation, { installation, as }).catch(() => undefined);
    const isGone = ended !== undefined && (ended.status < 300 || ended.status === 404);
    opened.set(installation, isGone);
  }

  return {
    /** Looks what is sold, because that says what there is to judge. */
    prepare: async () => {
      const plans = await own.plans().catch((error: unknown) => {
        throw error instanceof Failed ? new ProviderUnreachable(error.message) : error;
      });
      if (plans.some(({ type }) => type === 'prepayment')) abilities.add('prepayments');
    },
    judge: async (trial: Trial): Promise<TrialResult> => {
      const startedAt = performance.now();
      const trail: Exchange[] = [];
      ofThisTrial = [];
      const ended = await outcomeOf(trial, createBench(parts, trail));
      for (const installation of ofThisTrial) await remove(installation);
      const isWrong = ended.verdict === 'failed' || ended.verdict === 'advised';
      const { name, title, level, requirements: ids, advice } = trial;
      const secrets = [...opened.keys()].flatMap(({ credentials }) => credentials);
      return {
        name,
        title,
        level,
        requirements: [...ids],
        ...ended,
        advice: isWrong ? advice : null,
        exchanges: isWrong
          ? trail.slice(-SHOWN_EXCHANGES).map((each) => showExchange(each, secrets))
          : [],
        durationMs: performance.now() - startedAt,
      };
    },
    cleanUp: async () => {
      for (const [installation, isGone] of opened) if (!isGone) await remove(installation);
    },
    made: (): MadeInstallation[] => [...opened].map(([{ id }, isRemoved]) => ({ id, isRemoved })),
  };

  async function outcomeOf(
    { name, needs, requirements: ids, run }: Trial,
    bench: Bench,
  ): Promise<Pick<TrialResult, 'verdict' | 'message'>> {
    if (needs !== undefined && !abilities.has(needs)) {
      return { verdict: 'not-applicable', message: `The provider offers no ${needs}.` };
    }
    try {
      await run(bench);
      return { verdict: 'passed', message: null };
    } catch (error) {
      if (error instanceof NotJudged) return { verdict: 'not-judged', message: error.message };
      if (!(error instanceof Failed)) {
        const message = `The kit itself has failed here, not the provider: ${String(error)}`;
        kitFailures.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`);
        return { verdict: 'not-judged', message };
      }
      const isDemanded = ids.some((id) => / MUST /.test(requirements[id].text));
      return { verdict: isDemanded ? 'failed' : 'advised', message: error.message };
    }
  }
}
