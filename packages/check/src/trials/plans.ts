import type { BillingPlan } from '@kontor/protocol';
import {
  listInstallationPlans,
  listProductPlans,
  listResourcePlans,
  resource as resourceReport,
  updateInstallation,
  updateResource,
} from '@kontor/protocol/partner';
import type { Bench } from '../bench/bench.ts';
import { bodyOf, expectRefused, expectSuccess } from '../bench/expect.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { Trial } from './trial.ts';

export const planTrials: readonly Trial[] = [
  {
    name: 'plans-of-a-product',
    title: 'The plans of a product are listed, each with id, type, name and description.',
    requirements: ['PLAN-1'],
    level: 'basic',
    advice: 'Answer every plan whole: a description may be empty, but it is there.',
    run: async (bench) => {
      const answer = await listed(bench, { metadata: JSON.stringify(bench.metadata) });
      expectSuccess(answer, 'Plans of a product');
      const { plans } = bodyOf(listProductPlans.responses[200], answer);
      if (plans.length === 0) fail('There is no plan, so nobody can make a resource.');
      for (const { id, description } of plans) {
        if (description === undefined) fail(`The plan ${id} has no description.`);
      }
    },
  },
  {
    name: 'plans-without-form',
    title: 'Plans of a product are listed while nothing of the form is filled in.',
    requirements: ['PLAN-12'],
    level: 'basic',
    advice: 'Take defaults for whatever `metadata` does not say, and do without it.',
    run: async (bench) => {
      expectSuccess(await listed(bench, {}), 'Plans without metadata');
    },
  },
  {
    name: 'unknown-plan-refused',
    title: 'A plan that is not offered is refused.',
    requirements: ['PLAN-9'],
    level: 'basic',
    advice: 'Answer 400 or 409 for a plan that you do not offer, or not any more.',
    run: async (bench) => {
      const wanted = { billingPlanId: 'kontor-check-no-such-plan' };
      const answer = await bench.askForResource(await bench.install(), { wanted });
      expectRefused(answer, 'A plan that is not offered', [400, 409]);
    },
  },
  {
    name: 'plans-of-a-resource',
    title: 'The plans that a resource can move to are listed.',
    requirements: ['PLAN-14'],
    level: 'complete',
    needs: 'changes of resources',
    advice: 'Serve the plans of a resource, or register that resources do not change.',
    run: async (bench) => {
      const { installation, resource } = await bench.standing();
      const params = { resourceId: resource.id };
      const answer = await bench.call(listResourcePlans, { installation, params });
      expectSuccess(answer, 'Plans of a resource');
      bodyOf(listResourcePlans.responses[200], answer);
    },
  },
  {
    name: 'change-plan',
    title: 'A resource moves to another plan, now or at a time that is told.',
    requirements: ['RES-24', 'RES-11'],
    level: 'complete',
    needs: 'changes of resources',
    advice: 'Answer the new plan, with `effectiveDate` where it holds later.',
    run: async (bench) => {
      const installation = await bench.install();
      const { id, billingPlan } = await bench.provision(installation);
      const params = { resourceId: id };
      const answer = await bench.call(listResourcePlans, { installation, params });
      const offered = listResourcePlans.responses[200].safeParse(answer.json).data?.plans ?? [];
      const other = offered.find((plan) => isOther(plan, billingPlan?.id));
      if (other === undefined) cannotJudge('There is no other plan to move to.');
      const body = { billingPlanId: other.id };
      const changed = await bench.call(updateResource, { installation, params, body });
      expectSuccess(changed, 'Moving to another plan that is offered');
      if (changed.status === 204) return;
      const { billingPlan: now } = bodyOf(resourceReport, changed);
      if (now?.id !== other.id && now?.effectiveDate === undefined) {
        fail(`The plan ${other.id} was asked for, and the answer says ${now?.id ?? 'none'}.`);
      }
    },
  },
  {
    name: 'change-plan-of-an-installation',
    title: 'An installation moves to another plan before the answer, or at a time that is told.',
    requirements: ['INS-16'],
    level: 'complete',
    needs: 'plans for installations',
    advice: 'Move the whole installation before you answer, or tell `effectiveDate`.',
    run: async (bench) => {
      const installation = await bench.install();
      const answer = await bench.call(listInstallationPlans, { installation });
      expectSuccess(answer, 'Plans of an installation');
      const { plans } = bodyOf(listInstallationPlans.responses[200], answer);
      const other = plans.filter((plan) => isOther(plan, undefined)).at(-1);
      if (other === undefined) cannotJudge('There is no plan to move to.');
      const body = { billingPlanId: other.id };
      const changed = await bench.call(updateInstallation, { installation, body });
      expectSuccess(changed, 'Moving an installation to a plan that is offered');
      if (changed.status === 204) return;
      const { billingPlan: now } = bodyOf(updateInstallation.responses[200], changed);
      if (now !== undefined && now.id !== other.id && now.effectiveDate === undefined) {
        fail(`The plan ${other.id} was asked for, and the answer says ${now.id}.`);
      }
    },
  },
];

function isOther({ id, disabled }: BillingPlan, present: string | undefined): boolean {
  return id !== present && disabled !== true;
}

async function listed(bench: Bench, query: Readonly<Record<string, string>>) {
  const { tokens } = bench.host;
  const token = await tokens.sign(tokens.ofNobody());
  const params = { productSlug: bench.product.slug };
  return bench.call(listProductPlans, { params, query, token });
}
