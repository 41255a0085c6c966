/** Finds the browser that tests of pages use, and installs it where that can be done. */
import { existsSync } from 'node:fs';
import { installWith } from './install-with.mjs';
import { SetupError } from './setup.mjs';

/** Chromium without its own windows, menus and services: pages are the same, in half the time. */
const PACKAGE = 'chromium-headless-shell';
const WITHOUT_WINDOWS = `/usr/bin/${PACKAGE}`;

const PLACES = [
  WITHOUT_WINDOWS,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The program of a Chromium on this machine; undefined where there is none. */
export function findChromium() {
  const { KONTOR_CHROMIUM: given } = process.env;
  return given || PLACES.find((path) => existsSync(path));
}

/** The package of the one that costs least, unless it is there or another was chosen. */
export function missingChromium() {
  return process.env.KONTOR_CHROMIUM || existsSync(WITHOUT_WINDOWS) ? [] : [PACKAGE];
}

/** Makes sure that there is a Chromium, the one that costs least where it can be chosen. */
export function ensureChromium() {
  for (const each of missingChromium()) installWith(each, () => existsSync(WITHOUT_WINDOWS), 1);
  installWith('chromium', () => findChromium() !== undefined);
  if (findChromium() === undefined) {
    throw new SetupError(
      'The tests of pages need Chromium, and none was found. Install it, or set KONTOR_CHROMIUM to its program.',
    );
  }
}
