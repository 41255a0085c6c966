import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { project } from '../world/story.ts';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ rateLimits: null, answerWithinMs: 1_500 });

const state = {
  project: 'planned',
  resources: { orders: { product: 'scripted/db', options: { region: 'fra1' } } },
  connections: { orders: { environments: ['production'] } },
  variables: { LOG: { value: 'info', environments: ['production'] } },
};
const planFor = async (wanted: object) => {
  const { body, error } = await world.owner.api(k.createStatePlan, {
    params: { team: world.team, project: 'planned' },
    body: { state: wanted },
  });
  if (error) throw new Error(JSON.stringify(error));
  return body.plan;
};

test('a plan shows what it changes and costs, asks for what a person must accept, and is applied', async () => {
  await project(world, 'planned');
  const { id } = await planFor(state);
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/projects/planned/plans`);
  await page.getByText('Not applied').waitFor();
  await expectAccessible(page, 'project-plans');
  await page.getByRole('region', { name: 'Plans' }).getByRole('link').click();
  await page.waitForURL(new RegExp(`/plans/${id}$`));
  const changes = page.getByRole('region', { name: 'Changes' });
  await changes.getByRole('row', { name: /Make.*resource.*orders/ }).waitFor();
  await changes.getByRole('row', { name: /Make.*variable.*LOG/ }).waitFor();
  await expectAccessible(page, 'plan');

  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('alert').first().waitFor();
  await page.getByText('the terms of this marketplace').click();
  await page.getByText('the terms of use of its provider').click();
  await page.getByRole('button', { name: 'Apply' }).click();

  await page.getByText('Applied', { exact: true }).waitFor();
  const steps = page.getByRole('region', { name: 'Steps' });
  await steps.getByRole('row', { name: /connect.*Done/ }).waitFor();
  await expectAccessible(page, 'plan-applied');
  await context.close();
});

test('a plan that its provider stops says where and why', async () => {
  const more = { ...state.resources, cache: state.resources.orders };
  const { id } = await planFor({ ...state, resources: more });
  world.provider.misbehave(({ body }) => body.includes('"cache"'), {
    kind: 'answer',
    status: 422,
    body: JSON.stringify({ error: { code: 'conflict', message: 'No room for <b>it</b>.' } }),
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/plans/${id}`);
  await page.getByRole('button', { name: 'Apply' }).click();

  await page.getByText('Stopped here').waitFor();
  await page.getByRole('alert').getByText('No room for <b>it</b>.').waitFor();
  await expectAccessible(page, 'plan-stopped');
  expect(await page.getByRole('button', { name: 'Apply' }).count()).toBe(0);
  await page.goto(`/t/${world.team}/plans/plan_nowhere`);
  await page.getByText('This is not here').waitFor();
  await context.close();
});
