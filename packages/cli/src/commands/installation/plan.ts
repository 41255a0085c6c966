import * as installationEndpoints from '@kontor/protocol/kontor/installation';
import * as planPreviewEndpoints from '@kontor/protocol/kontor/plan-preview';
import * as z from 'zod';
import { command } from '../../command.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, flag, waitOption } from '../../inputs.ts';
import { planTable } from '../catalog/plans.ts';
import { goingOn } from '../operation/going-on.ts';
import { planPreviewLines } from '../resource/plan-preview.ts';
import { findInstallation } from './find-installation.ts';

export const installationArgument = {
  installation: argument('Integration by its slug, or installation by its id.'),
};

export const listInstallationPlans = command({
  args: z.strictObject(installationArgument),
  options: z.strictObject({}),
  details: 'Of an integration that bills an installation as a whole. Its provider is asked.',
  examples: ['kontor installations plans lagoon'],
  output: installationEndpoints.listInstallationPlans.responses[200],
  run: async ({ args }, session) => {
    const { id, integration } = await findInstallation(session, args.installation);
    const { body } = await session.call(installationEndpoints.listInstallationPlans, {
      params: { team: await session.team(), installation: id },
    });
    return {
      data: body,
      text:
        body.plans.length === 0
          ? [`${integration.name} offers no plans for it now.`]
          : planTable(body.plans),
    };
  },
});

export const changeInstallationPlan = command({
  args: z.strictObject({
    ...installationArgument,
    plan: argument('Plan, by id, of those that its provider offers now.'),
  }),
  options: z.strictObject({
    preview: flag('Only tell what it will cost. Nothing is held or changed.'),
    ...waitOption,
  }),
  details: 'Tells what it will cost, and asks before it changes anything.',
  examples: ['kontor installations plan lagoon team --preview'],
  output: z.object({
    ...planPreviewEndpoints.previewInstallationPlan.responses[200].shape,
    ...installationEndpoints.updateInstallation.responses[200].partial().shape,
  }),
  run: async ({ args, options }, session) => {
    const { id, integration } = await findInstallation(session, args.installation);
    const params = { team: await session.team(), installation: id };
    const asked = await session.call(planPreviewEndpoints.previewInstallationPlan, {
      params,
      query: { billingPlanId: args.plan },
    });
    const { preview } = asked.body;
    const told = planPreviewLines(preview, integration.name);
    if (options.preview || preview.isSame) return { data: { preview }, text: told };
    for (const line of told) session.note(line);
    await session.ask.toConfirm({ message: `Change ${integration.name} to ${preview.to.name}?` });
    const { body } = await session.call(installationEndpoints.updateInstallation, {
      params,
      body: { billingPlanId: args.plan },
    });
    const operation = options.wait
      ? await follow(session, body.operation, `Changing the plan of ${integration.name}`)
      : body.operation;
    if (isUnfinished(operation)) {
      return {
        data: { preview, installation: body.installation, operation },
        text: [`The plan of ${integration.name} is being changed.`],
        ...goingOn(operation),
      };
    }
    const shown = await session.call(installationEndpoints.getInstallation, { params });
    const { installation } = shown.body;
    const next = installation.pendingBillingPlan;
    return {
      data: { preview, installation, operation },
      text: [
        next === null
          ? `${integration.name} is on the plan ${installation.billingPlan?.name ?? args.plan}.`
          : `${integration.name} moves to the plan ${next.name} later.`,
      ],
    };
  },
});
