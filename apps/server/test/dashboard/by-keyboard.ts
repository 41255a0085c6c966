import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { focusInPage } from './in-page.mjs';

const MOST_TABS = 60;

/** Presses Tab until what has the focus is called so, and expects that one sees at each stop where one is. */
export function tabTo(page: Page, name: string | RegExp, most = MOST_TABS): Promise<void> {
  return goTo(page, name, { key: 'Tab', most });
}

/** The same the other way round. */
export function tabBackTo(page: Page, name: string | RegExp): Promise<void> {
  return goTo(page, name, { key: 'Shift+Tab', most: MOST_TABS });
}

/** A page that has no focus anywhere is called all that it says, and is nothing one comes to. */
export function isCalled(called: string, name: string | RegExp): boolean {
  return typeof name === 'string' ? called === name : called.length < 200 && name.test(called);
}

async function goTo(
  page: Page,
  name: string | RegExp,
  { key, most }: { readonly key: string; readonly most: number },
): Promise<void> {
  const unseen: string[] = [];
  const passed: string[] = [];
  for (let pressed = 0; pressed <= most; pressed++) {
    const { called, isAnywhere, isSeen } = await page.evaluate(focusInPage);
    passed.push(called.slice(0, 40));
    if (isAnywhere && !isSeen) unseen.push(called);
    if (isCalled(called, name)) {
      expect(unseen, `stops on the way to ${String(name)} at which one does not see it`).toEqual(
        [],
      );
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`Nothing called ${String(name)} is reached by ${key}: ${passed.join(' | ')}`);
}
