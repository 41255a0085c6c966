import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Those among them that look at colours. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

const rules = {
  all: { type: 'tag', values: TAGS },
  colours: { type: 'rule', values: OF_COLOURS },
} as const;

/** The smaller of its two files is there sooner. */
const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** For some seconds it names buttons that are gone already. */
const ANNOUNCER = '[data-live-announcer]';

/**
 * What breaks a rule of WCAG 2.2 AA that a program can check, one sentence for each rule.
 *
 * @param which those of colours alone suffice for a page of which nothing but colours has changed
 */
export async function violationsIn(
  page: Page,
  which: keyof typeof rules = 'all',
): Promise<readonly string[]> {
  const options = {
    runOnly: rules[which],
    // what passed is not described in all detail
    resultTypes: ['violations'],
    // pages have no frames, and the page is laid out already
    iframes: false,
    preload: false,
  };
  // it stays in a document for as long as that lasts: loading it takes longer than a check
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run({ exclude: [[${JSON.stringify(ANNOUNCER)}]] }, ${JSON.stringify(options)})`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
