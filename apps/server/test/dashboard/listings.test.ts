import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { expectAccessible, signedIn } from './browser.ts';
import { openWorld } from './open-world.ts';

const { world, browser } = openWorld({ listings: 'approved' });

test('a provider submits, is refused with a reason, submits again, and is listed and taken out', async () => {
  const provider = await world.signUp('Pia');
  await world.owner.api(k.addMember, {
    params: { team: world.team },
    body: { email: provider.email, role: 'member' },
  });
  const asProvider = await signedIn(browser, world, provider);
  const asOperator = await signedIn(browser, world, world.owner);
  const { page: own } = asProvider;
  const { page: host } = asOperator;
  const integration = `/t/${world.team}/integrations/${world.integration.slug}`;

  await own.goto(integration);
  await own.getByText('Waits for approval').waitFor();
  await own.getByRole('button', { name: 'Take the submission back' }).click();
  await own.getByRole('button', { name: 'Submit for approval' }).click();
  await own.getByLabel('For whoever decides').fill('Try it with the region Frankfurt');
  await expectAccessible(own, 'integration-submit');
  await own.getByRole('button', { name: 'Submit', exact: true }).click();
  await own.getByText('Waits for approval').waitFor();

  await host.goto('/operator/listings');
  await host.getByRole('row', { name: /Scripted.*Waits for approval/ }).waitFor();
  await expectAccessible(host, 'operator-listings');
  await host.getByRole('link', { name: 'Scripted' }).click();
  await host.getByText('Try it with the region Frankfurt').waitFor();
  await host.getByRole('row', { name: /^Address of its server http/ }).waitFor();
  await host.getByRole('list', { name: 'Plans of Database' }).getByText('Pro').waitFor();
  await host.getByRole('button', { name: /Region/ }).scrollIntoViewIfNeeded();
  await expectAccessible(host, 'operator-listing');
  await host.getByRole('button', { name: 'Refuse' }).click();
  const refusing = host.getByRole('dialog', { name: 'Refuse: Scripted' });
  await refusing.getByLabel('Reason').fill('Who is Scripted Ltd?');
  await expectAccessible(host, 'operator-listing-refuse');
  await refusing.getByRole('button', { name: 'Refuse' }).click();
  await host.getByText('Refused', { exact: true }).waitFor();

  await own.getByText(/Who is Scripted Ltd\?/).waitFor();
  await expectAccessible(own, 'integration-refused');
  await own.goto(`/t/${world.team}/catalog/${world.integration.slug}`);
  await own.getByText('only your team finds it here').waitFor();
  await expectAccessible(own, 'catalog-own-draft');
  await own.goto(integration);
  await own.getByRole('button', { name: 'Submit for approval' }).click();
  await own.getByRole('button', { name: 'Submit', exact: true }).click();
  await own.getByText('Waits for approval').waitFor();

  // the provider changes something while the operator looks
  await host.reload();
  const approve = host.getByRole('button', { name: 'Approve', exact: true });
  await approve.waitFor();
  await change('Scripted GmbH');
  await approve.click();
  await host.getByText('has changed the integration since you looked at it').waitFor();
  await host.reload();
  await approve.click();
  await host.getByText('Nothing: it is what was approved.').waitFor();
  await own.getByText('Published', { exact: true }).waitFor();

  await change('Somebody else');
  await host.goto('/operator/listings');
  await host.getByText('Changed since').waitFor();
  await host.getByRole('link', { name: 'Scripted' }).click();
  await host.getByRole('row', { name: 'Developer Scripted GmbH Somebody else' }).waitFor();
  await expectAccessible(host, 'operator-listing-changed');
  await host.getByRole('button', { name: 'Take out' }).click();
  await host.getByLabel('Reason').fill('It is not who was approved');
  await host.getByRole('dialog').getByRole('button', { name: 'Take out' }).click();
  await host.getByText('Taken out', { exact: true }).waitFor();
  await own.getByText(/It is not who was approved/).waitFor();
  const { body } = await world.anonymous(k.listCatalog, {});
  expect(body.integrations).toEqual([]);
  await Promise.all([asProvider.context.close(), asOperator.context.close()]);
});

test('a provider takes its integration out of the catalogue only once it has been asked', async () => {
  const params = { team: world.team, integration: world.integration.id };
  await world.owner.api(k.submitListing, { params, body: {} });
  const { body: review } = await world.owner.api(k.reviewListing, {
    params: { integration: world.integration.id },
  });
  await world.owner.api(k.decideListing, {
    params: { integration: world.integration.id },
    body: { decision: 'approve', revision: review.revision },
  });
  const listed = async () => (await world.anonymous(k.listCatalog, {})).body.integrations.length;
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/integrations/${world.integration.slug}`);
  const takeOut = page.getByRole('button', { name: 'Take out of the catalogue' });
  const dialog = page.getByRole('dialog', { name: 'Take Scripted out of the catalogue' });

  await takeOut.click();
  await dialog.getByText('Those who have it installed keep it', { exact: false }).waitFor();
  await dialog.getByText('it has to be approved again', { exact: false }).waitFor();
  await expectAccessible(page, 'integration-take-out');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await listed()).toBe(1);
  await takeOut.click();
  await dialog.getByRole('button', { name: 'Take it out' }).click();

  await page.getByRole('button', { name: 'Submit for approval' }).waitFor();
  expect(await listed()).toBe(0);
  await context.close();
});

async function change(developer: string): Promise<void> {
  await world.owner.api(k.updateIntegration, {
    params: { team: world.team, integration: world.integration.id },
    body: { developer },
  });
}
