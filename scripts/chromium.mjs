/** Finds the browser that tests of pages use, and installs it where that can be done. */
import { existsSync } from 'node:fs';
import { installWith } from './install-with.mjs';
import { SetupError } from './setup.mjs';

const PLACES = [
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

/** Makes sure that there is a Chromium. */
export function ensureChromium() {
  installWith('chromium', () => findChromium() !== undefined);
  if (findChromium() === undefined) {
    throw new SetupError(
      'The tests of pages need Chromium, and none was found. Install it, or set KONTOR_CHROMIUM to its program.',
    );
  }
}
