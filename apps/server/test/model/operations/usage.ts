import { platformEndpoints as p } from '@kontor/protocol/platform';
import type { Operation } from '../asking.ts';
import { DAY_MS, timeOf } from './clocks.ts';
import { providerScene } from './provider.ts';

/** Of no invoice: what is reported counts as spent until it is billed under its plan. */
const UNBILLED_PLAN = 'metered';

/** A provider says what was used and is owed so far; the newest that it has said holds, whatever comes last. */
const reportUsage: Operation = (trial, choices) => {
  const scene = providerScene(trial, choices);
  if (scene === undefined) return undefined;
  const { team, by, installation, resource } = scene;
  const former = team.reports.get(installation.id);
  const [used, owed] = [choices.number(1_000), choices.number(9)];
  const isOld = choices.rarely(4) && former !== undefined;
  // two of the same moment would be parts of one report
  const at = isOld ? former.at - 1 : Math.max((former?.at ?? 0) + 2, timeOf(team));
  const { start, end } = trial.stage.period;
  const day = isOld ? former.day : Math.min(Math.floor(at / DAY_MS + 1) * DAY_MS, end);
  const moment = (ms: number) => new Date(ms).toISOString();
  return trial.ask(p.submitBillingData, {
    by,
    call: {
      params: { installationId: installation.id },
      body: {
        timestamp: moment(at),
        eod: moment(day),
        period: { start: moment(start), end: moment(end) },
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
    // of a day that is over, it is told within another one
    refusal: day < timeOf(team) - DAY_MS ? 'invalid_request' : undefined,
    takeOver: () => {
      installation.hasReported = true;
      if (!isOld) team.reports.set(installation.id, { at, day, until: end, used, owed });
    },
  });
};

export const usageOperations = { reportUsage };
