import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { furnish, publishedBy } from '../isolation/belongings.ts';
import { done } from '../isolation/done.ts';
import { consoleOf } from '../isolation/visits.ts';
import { startMailServer } from '../mail/mail-server.ts';
import { startWorld } from '../world/world.ts';
import { thingsOf } from './right/things.ts';

/** A new host, with a team that has at least one of everything. */
export async function setStage() {
  const mail = await startMailServer();
  mail.script.refusals = Array.from({ length: 100_000 }, () => NO_SUCH_GUEST);
  const world = await startWorld({
    rateLimits: null,
    // what is looked for is graver, and millions of requests are answered
    logLevel: 'warn',
    payments: { kind: 'test' },
    testClocks: 'owners',
    answerWithinMs: 500,
    billingEveryMs: 3_600_000,
    mail: mail.settings,
  });
  const published = await publishedBy(world, world.owner, world.team, 'first');
  const params = { team: world.team, integration: published.integration.id };
  const configurationUrl = 'https://console.scripted.test/configure';
  const importResourceUrl = 'https://console.scripted.test/import';
  await done(
    world.owner.api(k.updateIntegration, {
      params,
      body: { ...consoleOf, configurationUrl, importResourceUrl },
    }),
  );
  const theirs = await furnish(world, published, 'acme');
  const close = async () => {
    await world.close();
    await mail.down();
  };
  return { world, theirs, things: thingsOf(world, theirs), close };
}

/** Mails are about people who do not exist, so that an operator has something to send again. */
const NO_SUCH_GUEST = { code: 550, message: '5.1.1 no such user' };
