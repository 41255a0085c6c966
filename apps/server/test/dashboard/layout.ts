import type { Locator, Page } from 'playwright-core';
import { eventually } from '../world/story.ts';
import { flawsInPage } from './in-page.mjs';

/** The longest line that one still reads without losing the next one. */
export const MOST_LETTERS = 130;

/** What stays wrong with how a page is laid out: it may need a moment after its window has changed. */
export async function lastingFlaws(page: Page): Promise<readonly string[]> {
  let found = await page.evaluate(flawsInPage, MOST_LETTERS);
  const isWhole = async () => {
    found = await page.evaluate(flawsInPage, MOST_LETTERS);
    return found.length === 0;
  };
  if (found.length > 0) await eventually(isWhole, 3_000).catch(() => undefined);
  return found;
}

/** Where a part of the page ends at its right, in whole pixels. */
export async function endOf(part: Locator): Promise<number> {
  const box = await part.boundingBox();
  if (box === null) throw new Error(`${part} is not shown.`);
  return Math.round(box.x + box.width);
}
