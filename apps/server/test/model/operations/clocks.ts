import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { callerFor, type Operation, sceneOf, type Trial } from '../asking.ts';
import type { Choices } from '../choices.ts';
import { type Invoice, isOpen, type Team } from '../model.ts';
import { type Caller, turnedAway } from '../rights.ts';

export const DAY_MS = 86_400_000;
/** After the first charge that failed. */
const CHARGED_AGAIN_AFTER_DAYS = [1, 2, 3, 5, 7, 9, 11, 14];
const OVERDUE_AFTER_DAYS = 15;
/** How often a clock that has not come as far as it was to go is asked again. */
const ASKED_AGAIN = 30;

/** The time that a team is billed by. */
export const timeOf = ({ clock }: Team): number => clock ?? Date.now();

/** When the month began that a team is in by its own time. */
export const monthOf = (team: Team): number => monthAt(timeOf(team));

export function monthAt(ms: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
}

export function monthAfter(month: number): number {
  const at = new Date(month);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
}

/** Now and then: what is on a clock is handed to nobody, and mostly stays on it. */
const createClock: Operation = (trial, choices) => {
  const { team, by } = sceneOf(trial, choices);
  if (!choices.rarely(5)) return undefined;
  const days = choices.oneOf(0, 0, 3, -1);
  const now = Date.now() + days * DAY_MS;
  return trial.ask(k.createTestClock, {
    by,
    call: {
      params: { team: team.slug },
      body: days === 0 ? {} : { now: new Date(now).toISOString() },
    },
    refusal:
      turnedAway(team, by, 'clock:manage') ??
      (days < 0 && hasInstalled(team) ? 'invalid_request' : undefined) ??
      (team.clock === undefined ? undefined : 'test_clock_exists'),
    takeOver: ({ testClock }) => {
      team.clock = Date.parse(testClock.now);
    },
  });
};

const advanceClock: Operation = (trial, choices) => {
  const { team, by } = clockScene(trial, choices);
  const [step, days] = choices.oneOf<readonly [string, number]>(
    ['1d', 1],
    ['2w', 14],
    ['5d', 5],
    ['25d', 25],
  );
  const from = team.clock;
  return trial.ask(k.advanceTestClock, {
    by,
    call: { params: { team: team.slug }, body: { by: step } },
    refusal:
      turnedAway(team, by, 'clock:manage') ??
      (from === undefined ? 'test_clock_not_found' : undefined),
    takeOver: async ({ isComplete }) => {
      if (from === undefined) return;
      const to = from + days * DAY_MS;
      if (!isComplete) await goOn(trial, team, to);
      for (const invoice of team.invoices.filter(isOpen)) collect(team, invoice, { from, to });
      team.clock = to;
    },
  });
};

/** A team, and who acts: mostly one that is on a clock. */
function clockScene(trial: Trial, choices: Choices): { readonly team: Team; readonly by: Caller } {
  const drawn = sceneOf(trial, choices);
  const others = trial.model.teams.filter(({ clock }) => clock !== undefined);
  const team = choices.rarely(6) ? undefined : choices.of(others);
  return team === undefined ? drawn : { team, by: callerFor(trial, choices, team) };
}

/** On a busy machine it does not get as far as it was to go at once. */
async function goOn(trial: Trial, team: Team, to: number): Promise<void> {
  const params = { team: team.slug };
  const body = { to: new Date(to).toISOString() };
  for (let again = 0; again < ASKED_AGAIN; again++) {
    const answer = await trial.ownerOf(team)(k.advanceTestClock, { params, body });
    if (answer.body.isComplete) return;
  }
  throw new Error(`the clock of ${team.slug} does not get to ${body.to}`);
}

/** What is owed is charged at once and, where it fails, again, until it is overdue. */
function collect(
  { paymentMethod }: Team,
  invoice: Invoice,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const charge = (): void => {
    if (paymentMethod === undefined) invoice.failures += 1;
    else invoice.isPaid = true;
  };
  if (invoice.firstFailedAt === undefined) {
    charge();
    if (isOpen(invoice)) invoice.firstFailedAt = from;
  }
  while (isOpen(invoice)) {
    const days = CHARGED_AGAIN_AFTER_DAYS[invoice.failures - 1] ?? OVERDUE_AFTER_DAYS;
    const next = (invoice.firstFailedAt ?? from) + days * DAY_MS;
    // what is overdue is charged by hand alone
    if (days >= OVERDUE_AFTER_DAYS || next > to) return;
    charge();
  }
}

/** Time goes back for nothing that is installed. */
const removeClock: Operation = (trial, choices) => {
  const { team, by } = clockScene(trial, choices);
  const { clock } = team;
  return trial.ask(k.removeTestClock, {
    by,
    call: { params: { team: team.slug } },
    refusal:
      turnedAway(team, by, 'clock:manage') ??
      (clock === undefined ? 'test_clock_not_found' : undefined) ??
      (clock !== undefined && clock > Date.now() && hasInstalled(team)
        ? 'test_clock_ahead'
        : undefined),
    takeOver: () => {
      team.clock = undefined;
    },
  });
};

/** Also what is uninstalled, until all of it is paid. */
const hasInstalled = ({ installations, invoices }: Team): boolean =>
  installations.some(
    ({ id, isEnded }) =>
      !isEnded || invoices.some((each) => each.installation === id && isOpen(each)),
  );

export const clockOperations = { createClock, advanceClock, removeClock };
