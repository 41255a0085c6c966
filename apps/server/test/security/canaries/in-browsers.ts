import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { expect, test } from 'vitest';
import { signedIn } from '../../dashboard/browser.ts';
import { findRouter } from '../../dashboard/in-page.mjs';
import { done } from '../../isolation/done.ts';
import { eventually } from '../../world/story.ts';
import type { Ground } from './ground.ts';
import { lookAt, STREAM } from './looked-at.ts';

export function inBrowsers(given: () => Ground): void {
  test('in a browser where it could not be missed either', async () => {
    const { world, browser, planted, foundIn } = given();
    const context = await browser.newContext({ baseURL: world.url });
    const page = await context.newPage();
    await page.goto('/sign-in');
    const { documents, answers, kept, said, read, ended } = await lookAt(page);
    const word = (way: string) => JSON.stringify(planted.get(way));
    await page.getByLabel('Password').fill(planted.get('a password') ?? '');
    await page.evaluate(`document.body.dataset.held = ${word('a personal token')}`);
    await page.evaluate(`localStorage.held = ${word('a variable that is plain')}`);
    await page.evaluate(`sessionStorage.held = ${word('a variable that is encrypted')}`);
    await page.evaluate(`history.replaceState(${word('a shared variable')}, '')`);
    await page.evaluate(`caches.open(${word('the code of a resource')}).then(() => {})`);
    await page.evaluate(`console.debug(${word('a client secret')})`);
    const host = `${world.url}/healthz?${new URLSearchParams({ a: planted.get('a token of a machine') ?? '' })}`;
    await page.evaluate(`fetch(${JSON.stringify(host)}).then((answer) => answer.text())`);
    await page.route('/told', (route) =>
      route.fulfill({ body: planted.get('a token of a platform') ?? '' }),
    );
    await page.evaluate(`fetch('/told').then((answer) => answer.text())`);
    await read();
    await ended();

    expect(foundIn(documents.join('\n'))).toEqual(['a personal token', 'a password']);
    expect(new Set(foundIn(kept.join('\n')))).toEqual(
      new Set([
        ...['a variable that is plain', 'a variable that is encrypted', 'a shared variable'],
        ...['the code of a resource', 'a token of a machine'],
      ]),
    );
    expect(foundIn(said.join('\n'))).toEqual(['a client secret']);
    expect(foundIn(answers.map(({ text }) => text).join('\n'))).toEqual(['a token of a platform']);
    await context.close();
  });

  test('on any page of the dashboard, in what it is answered, and in what stays in the browser', async () => {
    const { world, theirs, browser, hold, foundIn, expectNothing } = given();
    const { page, context } = await signedIn(browser, world, world.owner);
    const cookies = await context.cookies();
    const session = cookies.find(({ name }) => name.includes('session_token'))?.value;
    hold('a session of a browser', session && decodeURIComponent(session));
    const { documents, answers, kept, said, read, ended } = await lookAt(page);
    // what is shown once is seen here, or nothing else could be said to be seen nowhere
    const shownOnce = 'a token that a page has shown once';
    await page.goto(`/t/${world.team}/settings/tokens?open=new-token`);
    const told = () => answers.filter(({ asked }) => asked === STREAM).length;
    await eventually(async () => told() > 0);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('shown-once');
    await dialog.getByRole('button', { name: 'Make token' }).click();
    await dialog.getByText('shown this once').waitFor();
    hold(shownOnce, (await dialog.locator('code').textContent()) ?? undefined);
    await read();
    await ended();
    expect(foundIn(documents.join('\n'))).toEqual([shownOnce]);
    expect(answers.filter(({ text }) => foundIn(text).length > 0)).toMatchObject([
      { asked: `POST /kontor/v1/teams/${world.team}/tokens` },
    ]);
    await eventually(async () => told() > 1);
    documents.length = 0;
    answers.length = 0;
    await dialog.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('row', { name: /shown-once/ }).waitFor();

    const routes = await page.evaluate(findRouter);
    for (const address of await addressesOf(given(), routes)) {
      await page.evaluate(`goTo(${JSON.stringify(address)})`);
      await read();
    }
    await ended();

    expect(documents.length).toBeGreaterThan(60);
    expectNothing('documents of the dashboard', documents);
    expectNothing(
      'answers to the dashboard',
      answers.map(({ text }) => text),
    );
    expectNothing('what a browser keeps, and its console', [...kept, ...said]);
    expect(kept.filter((each) => /^(?:database|cache|worker) /m.test(each))).toEqual([]);

    documents.length = 0;
    answers.length = 0;
    // whoever opens this one has the code, which stands in its address
    await page.evaluate(`goTo('/claim-deployment?code=${theirs.code}&team=${world.team}')`);
    await read();
    await ended();
    const shown = [...documents, ...answers.map(({ text }) => text)].join('\n');
    expect(foundIn(shown).filter((way) => way !== 'the code of a resource')).toEqual([]);
    await context.close();
  });
}

/** Where every page is about what is theirs, with those dialogs open that are about something secret. */
async function addressesOf(
  { world, theirs }: Ground,
  routes: readonly string[],
): Promise<readonly string[]> {
  const { api } = world.owner;
  const inProject = { team: world.team, project: theirs.projectId };
  const { teams } = await done(api(k.listOperatedTeams, { query: {} }));
  const { variables } = await done(api(k.listVariables, { params: inProject }));
  const at: Readonly<Record<string, string | undefined>> = {
    ...{ team: world.team, installation: theirs.installation, resource: theirs.resource.id },
    ...{ project: 'acme-shop', deployment: theirs.deployment, plan: theirs.plan },
    ...{ receiver: theirs.receiver, invoice: theirs.paid, approval: theirs.approval },
    ...{ integration: theirs.stage.integration.slug, product: 'db', operated: teams[0]?.id },
  };
  const filled = (route: string) =>
    route.replace(/\$(\w+)/g, (_, name: string) => {
      const value = at[name];
      if (value === undefined) throw new Error(`Nothing here has a ${name}: ${route}`);
      return encodeURIComponent(value);
    });
  const ofTeam = `/t/${world.team}`;
  return [
    ...routes.map(filled),
    ...variables.map(({ id }) => `${ofTeam}/projects/acme-shop?open=edit-variable&of=${id}`),
    `${ofTeam}/resources/${at.resource}?open=change-connection&of=${theirs.connection}`,
    `${ofTeam}/integrations/${at.integration}/calls?call=${theirs.call}`,
  ];
}
