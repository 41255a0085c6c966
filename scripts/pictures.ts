/**
 * `npm run pictures`: the pictures of docs/dashboard.md, of what the tests of its pages saw last. So no
 * picture shows what no test has been at. First: `npm test -- apps/server/test/dashboard`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const WIDTH = 960;
const QUALITY = 0.8;

const guide = readFileSync(join(root, 'docs/dashboard.md'), 'utf8');
const named = [...guide.matchAll(/\]\((pictures\/[\w-]+\.webp)\)/g)].map(([, path = '']) => path);
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('There is no Chromium: see scripts/chromium.mjs');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
for (const path of named) {
  const seen = join(root, 'coverage/pages', `${basename(path, '.webp')}-light.png`);
  if (!existsSync(seen)) {
    console.log(`${path} stays as it is: no test has made ${seen.slice(root.length)}.`);
    continue;
  }
  const png = readFileSync(seen).toString('base64');
  const webp = await page.evaluate<string>(`(async () => {
    const picture = new Image();
    picture.src = 'data:image/png;base64,${png}';
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = ${WIDTH};
    canvas.height = Math.round(picture.height * ${WIDTH} / picture.width);
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/webp', ${QUALITY}).split(',')[1];
  })()`);
  const bytes = Buffer.from(webp, 'base64');
  writeFileSync(join(root, 'docs', path), bytes);
  console.log(`${path}, ${Math.round(bytes.length / 1024)} KB`);
}
await browser.close();
