import { platformEndpoints as p } from '@kontor/protocol/platform';
import type { Operation } from '../asking.ts';
import { providerScene } from './provider.ts';

const DAY_MS = 86_400_000;
const PERIOD_DAYS = 30;
/** Of no invoice: what is reported counts as spent until it is billed under its plan. */
const UNBILLED_PLAN = 'metered';
/** By providers' clocks; two that are the same would be parts of one report. */
let lastAt = 0;

/** A provider says what was used and is owed so far; the newest that it has said holds, whatever comes last. */
const reportUsage: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, resource } = scene;
  const former = team.reports.get(installation.id);
  const [used, owed] = [choices.number(1_000), choices.number(9)];
  const isOld = choices.rarely(4) && former !== undefined;
  lastAt = Math.max(lastAt + 2, Date.now());
  const at = isOld ? former.at - 1 : lastAt;
  const { start, today } = trial.stage.period;
  const moment = (ms: number) => new Date(ms).toISOString();
  return trial.ask(p.submitBillingData, {
    by,
    call: {
      params: { installationId: installation.id },
      body: {
        timestamp: moment(at),
        eod: moment(today + DAY_MS),
        period: { start: moment(start), end: moment(start + PERIOD_DAYS * DAY_MS) },
        billing: [
          {
            ...{ billingPlanId: UNBILLED_PLAN, resourceId: resource.externalId },
            ...{ name: 'Storage', price: `${owed}.00`, quantity: 1, units: 'GB' },
            total: `${owed}.00`,
          },
        ],
        usage: [
          {
            ...{ resourceId: resource.externalId, name: 'Storage', type: 'total', units: 'GB' },
            ...{ dayValue: used, periodValue: used, planValue: 0 },
          },
        ],
      },
    },
    refusal: undefined,
    takeOver: () => {
      installation.hasReported = true;
      if (!isOld) team.reports.set(installation.id, { at, used, owed });
    },
  });
};

export const usageOperations = { reportUsage };
