import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from '@kontor/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium } from '../../../../scripts/chromium.mjs';
import { eventually } from '../world/story.ts';
import type { Person, World } from '../world/world.ts';
import { violationsIn } from './axe.ts';

/** Where the dashboard was built. */
export const dashboardFolder = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url));
const keepsPictures = process.env.CI !== 'true';
const picturesFolder = fileURLToPath(new URL('../../../../coverage/pages', import.meta.url));

/** Without the others it looks for services that it does not find here, and says so for a long time. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A width at which every page is looked at. */
export const sizes = {
  desk: { width: 1280, height: 900 },
  phone: { width: 360, height: 740 },
} as const;

export function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium: see scripts/chromium.mjs');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A browser in which somebody has signed in by the host's own form. */
export async function signedIn(
  browser: Pick<Browser, 'newContext'>,
  { url }: Pick<World, 'url'>,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ baseURL: url, viewport: sizes.desk });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) throw new Error(message.text());
  });
  await signIn(context, { url }, { email, password });
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Team' }).waitFor();
  return { context, page };
}

/** Signs somebody in beside the pages of a context, as in another tab. */
export async function signIn(
  { request }: BrowserContext,
  { url }: Pick<World, 'url'>,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  const answer = await request.post(`${url}/kontor/v1/auth/sign-in/email`, {
    data: { email, password },
    headers: { origin: url },
  });
  if (!answer.ok()) throw new Error(`${email} is not signed in: ${answer.status()}`);
}

/** Waits until no part of a page is on its way any more. */
export function loaded(page: Page): Promise<void> {
  return page.getByLabel('Loading').first().waitFor({ state: 'detached' });
}

/** Scrolls to the end of a page, and on to where it ends once older rows have come, until `isSeen`. */
export function scrolledUntil(page: Page, isSeen: () => Promise<boolean>): Promise<boolean> {
  return eventually(async () => {
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    return isSeen();
  });
}

/** In which a page is looked at; a phone shows it in light. */
type Look = 'light' | 'dark' | 'phone';

/**
 * Expects that a page breaks no rule of WCAG 2.2 AA that a program can check, in light and dark and at
 * the width of a phone, and keeps a picture of each. Where nobody looks at pictures only those are made of which
 * something is to be mended.
 */
export async function expectAccessible(
  page: Page,
  name: string,
  looks: readonly Look[] = ['light', 'dark', 'phone'],
): Promise<void> {
  await mkdir(picturesFolder, { recursive: true });
  for (const look of looks) {
    await page.emulateMedia({
      colorScheme: look === 'dark' ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    await page.setViewportSize(look === 'phone' ? sizes.phone : sizes.desk);
    const found = await violationsIn(page);
    const isWide = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    if (keepsPictures || found.length > 0 || isWide) {
      await page.screenshot({ path: join(picturesFolder, `${name}-${look}.png`) });
    }
    expect(found, `${name}, ${look}`).toEqual([]);
    expect(isWide, `${name} scrolls sideways, ${look}`).toBe(false);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(sizes.desk);
}
