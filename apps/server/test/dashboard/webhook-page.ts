import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { signedIn } from './browser.ts';
import type { openWorld } from './open-world.ts';

type Opened = ReturnType<typeof openWorld>;

/** The page of a team with one webhook, and what is done there. */
export async function withWebhook({ world, browser }: Opened, path: string) {
  const url = `https://webhooks.test.example${path}`;
  await world.owner.api(k.createWebhook, {
    params: { team: world.team },
    body: { url, events: ['project.created'] },
  });
  const { page, context } = await signedIn(browser, world, world.owner);
  await page.goto(`/t/${world.team}/settings/webhooks`);
  return {
    page,
    context,
    remove: () => page.getByRole('button', { name: `Remove ${url}` }).click(),
    signOut: async () => {
      await page.getByRole('button', { name: 'Account' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    },
    receivers: async () => {
      const { body } = await world.owner.api(k.listWebhookReceivers, {
        params: { team: world.team },
      });
      return body.receivers.filter((each) => each.url?.endsWith(path));
    },
  };
}
