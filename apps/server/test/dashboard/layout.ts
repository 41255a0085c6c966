import type { Locator, Page } from 'playwright-core';
import { flawsInPage, nextPicture } from './in-page.mjs';

/** The longest line that one still reads without losing the next one. */
export const MOST_LETTERS = 130;

/** How often the page is looked at before what is wrong is said to stay so. */
const MOST_LOOKS = 60;

/**
 * What stays wrong with how a page is laid out: it may need a moment after its window has changed. That
 * is told in pictures that it has drawn, which take a machine that is busy any time. At least one is drawn at
 * each width: of one that is measured and gone before, a page hears nothing, and cannot do its part.
 */
export async function lastingFlaws(page: Page): Promise<readonly string[]> {
  const width = page.viewportSize()?.width;
  await page.evaluate(nextPicture, width);
  let found = await page.evaluate(flawsInPage, MOST_LETTERS);
  for (let look = 1; look < MOST_LOOKS && found.length > 0; look += 1) {
    await page.evaluate(nextPicture, width);
    found = await page.evaluate(flawsInPage, MOST_LETTERS);
  }
  return found;
}

/** Where a part of the page ends at its right, in whole pixels. */
export async function endOf(part: Locator): Promise<number> {
  const box = await part.boundingBox();
  if (box === null) throw new Error(`${part} is not shown.`);
  return Math.round(box.x + box.width);
}
