import * as planPreviewEndpoints from '@kontor/protocol/kontor/plan-preview';
import * as resourceEndpoints from '@kontor/protocol/kontor/resource';
import * as z from 'zod';
import { command } from '../../command.ts';
import { follow, isUnfinished } from '../../host/follow.ts';
import { argument, flag, waitOption } from '../../inputs.ts';
import { goingOn } from '../operation/going-on.ts';
import { findResource } from './find-resource.ts';
import { planPreviewLines } from './plan-preview.ts';

export const changeResourcePlan = command({
  args: z.strictObject({
    resource: argument('Resource, by name or id.'),
    plan: argument('Plan, by id, of those that its provider offers now.'),
  }),
  options: z.strictObject({
    preview: flag('Only tell what it will cost. Nothing is held or changed.'),
    ...waitOption,
  }),
  details: 'Tells what it will cost, and asks before it changes anything.',
  examples: ['kontor resource plan orders pro --preview', 'kontor resource plan orders pro --yes'],
  output: z.object({
    ...planPreviewEndpoints.previewResourcePlan.responses[200].shape,
    ...resourceEndpoints.updateResource.responses[200].partial().shape,
  }),
  run: async ({ args, options }, session) => {
    const team = await session.team();
    const { id, name } = await findResource(session, args.resource);
    const params = { team, resource: id };
    const asked = await session.call(planPreviewEndpoints.previewResourcePlan, {
      params,
      query: { billingPlanId: args.plan },
    });
    const { preview } = asked.body;
    const told = planPreviewLines(preview, name);
    if (options.preview || preview.isSame) return { data: { preview }, text: told };
    for (const line of told) session.note(line);
    await session.ask.toConfirm({ message: `Change ${name} to ${preview.to.name}?` });
    session.progress.say(`Changing the plan of ${name}`);
    const { body } = await session
      .call(resourceEndpoints.updateResource, { params, body: { billingPlanId: args.plan } })
      .finally(session.progress.clear);
    const operation = options.wait
      ? await follow(session, body.operation, `Changing the plan of ${name}`)
      : body.operation;
    if (isUnfinished(operation)) {
      return {
        data: { preview, resource: body.resource, operation },
        text: [`The plan of ${name} is being changed.`],
        ...goingOn(operation),
      };
    }
    const shown = await session.call(resourceEndpoints.getResource, { params });
    const { resource } = shown.body;
    const next = resource.pendingBillingPlan;
    return {
      data: { preview, resource, operation },
      text: [
        next === null
          ? `${name} is on the plan ${resource.billingPlan?.name ?? args.plan}.`
          : `${name} moves to the plan ${next.name} later.`,
      ],
    };
  },
});
