import type { Page } from 'playwright-core';

/** What a browser has got to see of pages that somebody looked at. */
export type LookedAt = {
  /** The text, attributes and fields of a document, each time that it was read. */
  readonly documents: string[];
  /** What was answered to the pages' own requests, with what the live stream told. */
  readonly answers: { readonly asked: string; readonly text: string }[];
  /** Whatever stays with the browser: its storages, the addresses that it has asked, what scripts find in cookies. */
  readonly kept: string[];
  /** What stands in its console. */
  readonly said: string[];
};

type Looking = LookedAt & {
  /** Keeps what the page shows at the moment, and what the browser holds. */
  readonly read: () => Promise<void>;
  /** Waits until every answer that has begun is there whole. */
  readonly ended: () => Promise<void>;
};

/** Keeps from now on everything that a page is answered, and what it shows whenever it is read. */
export async function lookAt(page: Page): Promise<Looking> {
  const seen: LookedAt = { documents: [], answers: [], kept: [], said: [] };
  const arriving = new Set<Promise<void>>();
  page.on('console', (message) => void seen.said.push(message.text()));
  page.on('response', (answer) => {
    const asked = `${answer.request().method()} ${new URL(answer.url()).pathname}`;
    // a stream goes on; its messages are told one by one
    if (answer.headers()['content-type']?.startsWith('text/event-stream')) {
      seen.answers.push({ asked: STREAM, text: '' });
      return;
    }
    const arrived = answer.text().then(
      (text) => void seen.answers.push({ asked, text }),
      // a redirect has none, and what was left for another page is not given any more
      () => undefined,
    );
    arriving.add(arrived);
    void arrived.finally(() => arriving.delete(arrived));
  });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  devtools.on('Network.eventSourceMessageReceived', ({ data }) => {
    seen.answers.push({ asked: STREAM, text: data });
  });
  return {
    ...seen,
    read: async () => {
      const fields = await page.evaluate<readonly string[]>(FIELDS);
      seen.documents.push([await page.content(), ...fields].join('\n'));
      seen.kept.push((await page.evaluate<readonly string[]>(KEPT)).join('\n'));
    },
    ended: async () => void (await Promise.all(arriving)),
  };
}

/** What a message of the live stream answers, and that it was opened. */
export const STREAM = 'the live stream';

/** What fields hold stands in no attribute. */
const FIELDS = `[...document.querySelectorAll('input, textarea, select, output')].map(({ value }) => value)`;

const KEPT = `(async () => {
  const stores = [localStorage, sessionStorage].flatMap((store) => Object.entries(store).flat());
  const databases = (await indexedDB.databases()).map(({ name }) => 'database ' + name);
  const caches = (await self.caches.keys()).map((name) => 'cache ' + name);
  const workers = (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => 'worker ' + scope);
  const asked = performance.getEntries().map(({ name }) => name);
  return [
    ...[location.href, document.title, document.cookie, document.referrer, window.name],
    ...[JSON.stringify(history.state), ...stores, ...databases, ...caches, ...workers, ...asked],
  ];
})()`;
