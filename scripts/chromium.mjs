/** Finds the browser that tests of pages use, and installs it where that can be done. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SetupError } from './setup.mjs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const TRIES = 3;

/** The program of a Chromium on this machine; undefined where there is none. */
export function findChromium() {
  const { KONTOR_CHROMIUM: given } = process.env;
  return given || PLACES.find((path) => existsSync(path));
}

/** Makes sure that there is a Chromium. */
export function ensureChromium() {
  if (findChromium() !== undefined) return;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (isDebianRoot) install();
  if (findChromium() === undefined) {
    throw new SetupError(
      'The tests of pages need Chromium, and none was found. Install it, or set KONTOR_CHROMIUM to its program.',
    );
  }
}

function install() {
  console.log('Installing Chromium with apt-get …');
  const command = 'apt-get update -q && apt-get install -q -y --no-install-recommends chromium';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (let tried = 0; tried < TRIES && findChromium() === undefined; tried += 1) {
    const { status, stderr } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
    if (status !== 0) console.error(stderr);
  }
}
