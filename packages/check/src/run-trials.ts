import { setTimeout as elapseForReal } from 'node:timers/promises';
import { deleteInstallation } from '@kontor/protocol/partner';
import { type Bench, type BenchParts, createBench, type Standing } from './bench/bench.ts';
import type { Exchange } from './bench/exchange.ts';
import { Failed } from './bench/outcome.ts';
import type { Installation } from './host/installation.ts';
import type { PlayedHost } from './host/play-host.ts';
import { type Ended, notReached, outcomeOf, resultOf } from './judge-trial.ts';
import type { MadeThing, Report, TrialResult } from './report/report.ts';
import { sumUp } from './report/sum-up.ts';
import { type RequirementId, requirements } from './requirements/requirements.ts';
import { abilitiesOf, type Subject } from './subject.ts';
import { trials as allTrials, ofProduct, type Trial } from './trials/index.ts';
import { type Choice, chosenOf } from './trials/trial.ts';
import { unjudged } from './unjudged.ts';

export type RunOptions = Choice & {
  readonly host: PlayedHost;
  readonly subject: Subject;
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
  /** Whether nothing listens there at all, so that it is most likely not started. */
  readonly isNotStarted: boolean;

  constructor(message: string, { isNotStarted }: { readonly isNotStarted: boolean }) {
    super(message);
    this.isNotStarted = isNotStarted;
  }
}

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
  return sumUp(
    {
      about: 'provider',
      baseUrl: subject.baseUrl,
      checkedAt,
      level,
      trials: results,
      made: runs[0]?.made() ?? [],
      kitFailures: shared.kitFailures,
      durationMs: performance.now() - startedAt,
    },
    { ids: Object.keys(requirements) as RequirementId[], unjudged },
  );
}

/** The trials of a level, those that observe the others last. */
export function chosen(choice: Choice): readonly Trial[] {
  return chosenOf(allTrials, choice);
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
        if (!(error instanceof Failed)) throw error;
        const isNotStarted = sent.at(-1)?.failure === 'ECONNREFUSED';
        throw new ProviderUnreachable(error.message, { isNotStarted });
      });
      if (plans.some(({ type }) => type === 'prepayment')) abilities.add('prepayments');
    },
    judge: async (trial: Trial): Promise<TrialResult> => {
      const startedAt = performance.now();
      const trail: Exchange[] = [];
      ofThisTrial = [];
      const ended = await tried(trial, createBench(parts, trail));
      if (ended.kitFailure !== undefined) kitFailures.push(ended.kitFailure);
      for (const installation of ofThisTrial) await remove(installation);
      const secrets = [...opened.keys()].flatMap(({ credentials }) => credentials);
      return resultOf(trial, { ended, trail, secrets, durationMs: performance.now() - startedAt });
    },
    cleanUp: async () => {
      for (const [installation, isGone] of opened) if (!isGone) await remove(installation);
    },
    made: (): MadeThing[] => [...opened].map(([{ id }, isRemoved]) => ({ id, isRemoved })),
  };

  async function tried(trial: Trial, bench: Bench): Promise<Ended> {
    const { needs, run } = trial;
    if (needs !== undefined && !abilities.has(needs)) {
      return { verdict: 'not-applicable', message: `The provider offers no ${needs}.` };
    }
    return outcomeOf(trial, () => run(bench));
  }
}
