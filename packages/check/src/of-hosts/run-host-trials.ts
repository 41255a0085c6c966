import type { Exchange } from '../bench/exchange.ts';
import { cannotJudge, Failed, NotJudged } from '../bench/outcome.ts';
import { notReached, outcomeOf, resultOf } from '../judge-trial.ts';
import type { MadeThing, Report, TrialResult } from '../report/report.ts';
import { sumUp } from '../report/sum-up.ts';
import { type HostRequirementId, hostRequirements } from '../requirements/host-requirements.ts';
import { type Choice, chosenOf } from '../trials/trial.ts';
import { createCustomer, saidIn } from './customer.ts';
import {
  createHostBench,
  type HostBenchParts,
  type Installed,
  type Standing,
} from './host-bench.ts';
import type { HostSubject } from './host-subject.ts';
import { createHostTokens } from './host-tokens.ts';
import { looked } from './looked.ts';
import type { PlayedProvider } from './played-provider.ts';
import { type HostTrial, hostTrials } from './trials/index.ts';
import { unjudgedOfHosts } from './unjudged-of-hosts.ts';

export type HostRunOptions = Choice & {
  readonly subject: HostSubject;
  readonly provider: PlayedProvider;
  readonly timeoutMs?: number;
  /** How long is waited for what a host does later, such as the repeat of a webhook. */
  readonly patienceMs?: number;
  /** Told when something is waited for, so that a test can move its clock. */
  readonly onWaiting?: () => void;
  readonly clock?: () => Date;
  readonly onResult?: (result: TrialResult) => void;
  readonly signal?: AbortSignal;
};

/** Everything else waits for an installation, so a host that is busy has this long for it at least. */
const OPENING_MS = 30_000;

/** Nobody answers at the address of the host, or nothing can be installed there: there is nothing to judge. */
export class HostUnreachable extends Error {
  override readonly name = 'HostUnreachable';
}

/**
 * Tries a host, one thing after another, and removes what that has made there.
 *
 * @throws {HostUnreachable}
 */
export async function runHostTrials(options: HostRunOptions): Promise<Report> {
  const { subject, level, onResult, signal } = options;
  const startedAt = performance.now();
  const checkedAt = new Date().toISOString();
  const run = beginHostRun(options);
  await run.prepare();
  const trials: TrialResult[] = [];
  try {
    for (const trial of chosenHostTrials(options)) {
      const result = signal?.aborted ? notReached(trial) : await run.judge(trial);
      trials.push(result);
      onResult?.(result);
    }
  } finally {
    await run.cleanUp();
  }
  return sumUp(
    {
      about: 'host',
      baseUrl: subject.url,
      ...{ checkedAt, level, trials },
      made: run.made(),
      kitFailures: run.kitFailures,
      durationMs: performance.now() - startedAt,
    },
    { ids: Object.keys(hostRequirements) as HostRequirementId[], unjudged: unjudgedOfHosts },
  );
}

/** What uninstalls comes behind everything that needs an installation. */
export function chosenHostTrials(choice: Choice): readonly HostTrial[] {
  const chosen = chosenOf(hostTrials, choice);
  return [...chosen.filter(({ ends }) => !ends), ...chosen.filter(({ ends }) => ends)];
}

function beginHostRun({
  subject,
  provider,
  timeoutMs = 90_000,
  patienceMs = 60_000,
  onWaiting = () => {},
  clock = () => new Date(),
}: HostRunOptions) {
  let trail: Exchange[] = [];
  const onExchange = (done: Exchange) => void trail.push(done);
  const customer = createCustomer(subject, { timeoutMs, onExchange });
  const tokens = createHostTokens(subject, { timeoutMs, clock });
  const installed = new Map<string, Promise<Installed>>();
  const secrets = new Set([subject.token]);
  const made = new Map<string, boolean>();
  const kitFailures: string[] = [];
  let standing: Promise<Standing> | undefined;

  const parts: HostBenchParts = {
    ...{ subject, provider, customer, tokens, timeoutMs, patienceMs, onWaiting, onExchange },
    install: (label) => {
      const begun = installed.get(label) ?? open(label);
      installed.set(label, begun);
      return begun;
    },
    standing: () => {
      standing ??= makeStanding();
      return standing;
    },
  };
  const bench = createHostBench(parts);

  async function open(label: string): Promise<Installed> {
    const integration = await customer.register(label, provider.baseUrl(label));
    secrets.add(integration.clientSecret);
    for (const id of await customer.installedBefore(integration.slug)) await customer.uninstall(id);
    const since = performance.now();
    const answer = await customer.install(integration.slug);
    const found = () =>
      provider.calls('upsertInstallation', since).find((each) => each.label === label);
    // where the judge has registered nothing a person may have to install
    const isFinal = answer.status > 399 && subject.integration === undefined;
    const opening = { patienceMs: Math.max(patienceMs, OPENING_MS), onWaiting };
    const upsert = isFinal ? found() : await looked(opening, found);
    if (upsert === undefined) {
      cannotJudge(
        `It takes an installation, and none is opened at the provider; the host answers ${answer.status}${saidIn(answer)}.`,
      );
    }
    const id = upsert.params.installationId ?? '';
    made.set(id, false);
    for (const credential of provider.state.installations.get(id) ?? []) secrets.add(credential);
    return { label, id, integration, upsert };
  }

  async function makeStanding(): Promise<Standing> {
    const first = await parts.install('first');
    const resource = await bench.provision(first);
    const project = await customer.makeProject();
    made.set(project, false);
    const answer = await customer.connect(resource.storeId, project);
    const told = answer.json as { connection?: { id?: unknown } } | undefined;
    const connectionId = told?.connection?.id;
    if (answer.status !== 201 || typeof connectionId !== 'string') {
      cannotJudge(`It takes a connection, and ${answer.asked} is answered with ${answer.status}.`);
    }
    return { ...resource, installed: first, project, connectionId };
  }

  async function remove(id: string): Promise<void> {
    const { status } = id.startsWith('icfg_')
      ? await customer.uninstall(id)
      : await customer.removeProject(id);
    const isEnded = provider
      .calls('deleteInstallation')
      .some(({ params, answered }) => params.installationId === id && answered === 200);
    made.set(id, status < 300 || status === 404 || isEnded);
  }

  return {
    kitFailures: kitFailures as readonly string[],
    prepare: async () => {
      const keys = await tokens.document('/.well-known/jwks');
      if (keys === undefined || keys.status === 404) {
        const found = keys === undefined ? 'no answer' : `answered with ${keys.status}`;
        throw new HostUnreachable(`The key set at ${subject.url}/.well-known/jwks: ${found}.`);
      }
      await parts.install('first').catch((error: unknown) => {
        throw error instanceof NotJudged || error instanceof Failed
          ? new HostUnreachable(error.message)
          : error;
      });
    },
    judge: async (trial: HostTrial): Promise<TrialResult> => {
      const begunAt = performance.now();
      trail = [];
      const ended = await outcomeOf(trial, () => trial.run(bench));
      provider.behave();
      if (ended.kitFailure !== undefined) kitFailures.push(ended.kitFailure);
      return resultOf(trial, {
        ...{ ended, trail, secrets: [...secrets] },
        durationMs: performance.now() - begunAt,
      });
    },
    cleanUp: async () => {
      provider.behave();
      for (const [id, isRemoved] of made) {
        if (!isRemoved) await remove(id).catch(() => undefined);
      }
    },
    made: (): MadeThing[] => [...made].map(([id, isRemoved]) => ({ id, isRemoved })),
  };
}
