import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const options = JSON.stringify({
  runOnly: { type: 'tag', values: TAGS },
  // what passed is not described in all detail
  resultTypes: ['violations'],
  // pages have no frames, and the page is laid out already
  iframes: false,
  preload: false,
});

/** The smaller of its two files is there sooner. */
const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** For some seconds it names buttons that are gone already. */
const ANNOUNCER = '[data-live-announcer]';

/** What breaks a rule of WCAG 2.2 AA that a program can check, one sentence for each rule. */
export async function violationsIn(page: Page): Promise<readonly string[]> {
  // it stays in a document for as long as that lasts: loading it takes longer than a check
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run({ exclude: [[${JSON.stringify(ANNOUNCER)}]] }, ${options})`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
