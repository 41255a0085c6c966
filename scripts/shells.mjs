/** Finds the shells that completions are tested in, and installs them where that can be done. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWith } from './install-with.mjs';

/** What the tests of completions need, by the packages that have it: the shells, and what gives them a terminal. */
const PACKAGES = { bash: 'bash', zsh: 'zsh', fish: 'fish', script: 'bsdutils' };

/** Those of them that this machine does not have. */
export function missingShells() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const isThere = (name) => folders.some((each) => existsSync(join(each, name)));
  return Object.keys(PACKAGES).filter((name) => !isThere(name));
}

/** The packages that have those. */
export function missingPackages() {
  return missingShells().map((name) => PACKAGES[name]);
}

/** Installs what is missing; where that cannot be done, the tests say what they need. */
export function ensureShells() {
  installWith(missingPackages().join(' '), () => missingShells().length === 0);
}
