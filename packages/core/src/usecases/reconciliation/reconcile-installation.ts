import type { Installation } from '../../domain/installation/installation.ts';
import { compareAccount, isOver } from '../../domain/reconciliation/compare-account.ts';
import {
  type Billed,
  billsOfGhosts,
  compareBills,
} from '../../domain/reconciliation/compare-bills.ts';
import { compareResource, differences } from '../../domain/reconciliation/compare-resource.ts';
import {
  compareStrangers,
  neverKnown,
  type Unsettled,
} from '../../domain/reconciliation/compare-strangers.ts';
import type { Finding } from '../../domain/reconciliation/finding.ts';
import type { KnownResource } from '../../domain/reconciliation/known-resource.ts';
import type { ResourceReport } from '../../domain/resource/resource.ts';
import type { InstallationRef, StateReader } from '../provider.ts';
import { createQuestions, type Questions, type Unanswered } from './questions.ts';

/** All that the host knows of an installation which a provider can be compared with. */
export type InstallationFacts = {
  readonly installation: Installation;
  /** Those that are there, and those that were deleted lately. */
  readonly resources: readonly KnownResource[];
  /** Every provider's id that was ever known in it. */
  readonly everKnown: ReadonlySet<string>;
  /** An operation or a transfer is under way in it. */
  readonly isBusy: boolean;
  /** Operations that ended lately without anybody knowing what they did. */
  readonly unsettled: readonly Unsettled[];
  /** The time by which its team is billed. */
  readonly billedAt: Date;
};

export type ReconcilePorts = {
  readonly state: StateReader;
  readonly facts: (ref: InstallationRef) => Promise<InstallationFacts | undefined>;
  readonly bills: (ref: InstallationRef) => Promise<readonly Billed[]>;
  /** Which of these ids other installations of the integration have. */
  readonly knownElsewhere: (
    ref: InstallationRef,
    externalIds: readonly string[],
  ) => Promise<ReadonlySet<string>>;
  readonly now: () => Date;
};

export type Reconciled = {
  readonly findings: readonly Finding[];
  /** Resources that the provider was asked about. */
  readonly resources: number;
  /** Set where the provider did not answer everything: what is found is true, and there may be more. */
  readonly unanswered?: Unanswered;
};

/** Bills that ended before this are no news about a resource that is gone. */
const FRESH_BILL_MS = 2 * 24 * 60 * 60 * 1000;

/** What is over for longer was asked about often enough. */
const ASKED_AFTER_END_MS = 7 * 24 * 60 * 60 * 1000;

const nothing: Reconciled = { findings: [], resources: 0 };

/**
 * Compares one installation at the host, at its provider and in its bills. It only reads. What is on
 * its way is left alone, and what changes here while the provider is asked is no finding.
 *
 * A provider that lists its resources is asked once for all, and once more about each that does not
 * agree; one that does not is asked about each.
 */
export function createReconcileInstallation(ports: ReconcilePorts) {
  return async (ref: InstallationRef): Promise<Reconciled> => {
    const facts = await ports.facts(ref);
    if (facts === undefined || !isComparable(facts, ports.now())) return nothing;
    const questions = createQuestions(ports.state, ref);
    const asking = { ports, questions, ref, facts };
    const found = [
      ...(await findInAccount(asking)),
      ...(facts.installation.lifecycle === 'installed' ? await findInResources(asking) : []),
    ];
    const after = await ports.facts(ref);
    const standing = found.filter((finding) => isAsBefore(finding, facts, after));
    const bills = await findInBills(asking, standing);
    const { resources, unanswered } = questions.soFar();
    return {
      findings: [...standing, ...bills],
      resources,
      ...(unanswered === undefined ? {} : { unanswered }),
    };
  };
}

/** About a linked account its provider is never asked, and about what is on its way nobody can say. */
function isComparable({ installation, isBusy }: InstallationFacts, now: Date): boolean {
  if (installation.kind === 'connectable') return false;
  if (installation.lifecycle === 'installed') return true;
  const sinceMs = now.getTime() - installation.updatedAt.getTime();
  return isOver(installation) && !isBusy && sinceMs < ASKED_AFTER_END_MS;
}

type Asking = {
  readonly ports: ReconcilePorts;
  readonly questions: Questions;
  readonly ref: InstallationRef;
  readonly facts: InstallationFacts;
};

async function findInAccount({ ports, questions, facts }: Asking): Promise<readonly Finding[]> {
  const reading = await questions.account();
  const { installation, billedAt } = facts;
  return reading === undefined
    ? []
    : compareAccount(installation, reading, { at: ports.now(), billedAt });
}

async function findInResources(asking: Asking): Promise<readonly Finding[]> {
  const listed = await asking.questions.list();
  const byId = new Map(listed?.map((report) => [report.externalId, report]));
  const known: Finding[] = [];
  for (const resource of asking.facts.resources) {
    known.push(...(await findInResource(asking, resource, listed && byId)));
  }
  const unsettled = asking.facts.unsettled;
  if (listed === undefined) return [...known, ...neverKnown(unsettled)];
  return [...known, ...(await findStrangers(asking, listed))];
}

/** What its provider lists as it is kept here agrees; about anything else it is asked by name. */
async function findInResource(
  { ports, questions, facts }: Asking,
  known: KnownResource,
  listed: ReadonlyMap<string, ResourceReport> | undefined,
): Promise<readonly Finding[]> {
  const { resource, isChanging } = known;
  const { externalId, lifecycle } = resource;
  if (externalId === null || isChanging) return [];
  const times = { at: ports.now(), billedAt: facts.billedAt };
  const report = listed?.get(externalId);
  if (lifecycle === 'deleted') {
    if (listed !== undefined && report === undefined) return [];
    // its id may have come back with an import
    if (facts.resources.some((other) => isAlive(other) && isOf(other, externalId))) return [];
  } else if (report !== undefined && report.status !== 'uninstalled') {
    if (differences(resource, report, times).length === 0) return [];
  }
  const reading = await questions.resource(externalId);
  return reading === undefined ? [] : compareResource(known, reading, times);
}

/** What is listed and was never known here, nor is anywhere else, and is still there when asked. */
async function findStrangers(
  { ports, questions, ref, facts }: Asking,
  listed: readonly ResourceReport[],
): Promise<readonly Finding[]> {
  if (facts.isBusy) return [];
  const unknown = listed.filter(({ externalId }) => !facts.everKnown.has(externalId));
  if (unknown.length === 0) return [];
  const ids = unknown.map(({ externalId }) => externalId);
  const elsewhere = await ports.knownElsewhere(ref, ids);
  const strangers: ResourceReport[] = [];
  for (const { externalId } of unknown) {
    if (elsewhere.has(externalId)) continue;
    const reading = await questions.resource(externalId);
    if (reading?.kind === 'there') strangers.push(reading.report);
  }
  return compareStrangers(strangers, facts.unsettled);
}

async function findInBills(
  { ports, ref, facts }: Asking,
  found: readonly Finding[],
): Promise<readonly Finding[]> {
  const bills = await ports.bills(ref);
  if (bills.length === 0) return [];
  const unknown = bills
    .map(({ externalId }) => externalId)
    .filter((id) => !facts.resources.some((known) => isOf(known, id)));
  const elsewhere =
    unknown.length === 0 ? new Set<string>() : await ports.knownElsewhere(ref, unknown);
  const since = new Date(ports.now().getTime() - FRESH_BILL_MS);
  const ghosts = found.filter(({ kind, externalId }) => kind === 'ghost' && externalId !== null);
  return [
    ...compareBills(bills, facts.resources, elsewhere),
    ...billsOfGhosts(bills, ghosts, since),
  ];
}

/** Whether what was compared is the same here as when the provider was asked. */
function isAsBefore(
  { resourceId, externalId }: Finding,
  before: InstallationFacts,
  after: InstallationFacts | undefined,
): boolean {
  if (after === undefined) return false;
  if (after.installation.updatedAt.getTime() !== before.installation.updatedAt.getTime()) {
    return false;
  }
  if (resourceId === null) {
    return externalId === null || (!after.isBusy && !after.everKnown.has(externalId));
  }
  const [one, other] = [before, after].map(({ resources }) =>
    resources.find(({ resource }) => resource.id === resourceId),
  );
  if (one === undefined || other === undefined || other.isChanging) return false;
  return one.resource.updatedAt.getTime() === other.resource.updatedAt.getTime();
}

function isOf({ resource }: KnownResource, externalId: string): boolean {
  return resource.externalId === externalId;
}

function isAlive({ resource }: KnownResource): boolean {
  return resource.lifecycle !== 'deleted' && resource.lifecycle !== 'failed';
}
