/** Finds Python, which a provider of the tests is written in, and installs it where that can be done. */
import { spawnSync } from 'node:child_process';
import { installWith } from './install-with.mjs';
import { SetupError } from './setup.mjs';

const NAMES = ['python3', 'python'];
/** The oldest that the provider runs on. */
const CHECK = 'import sys; sys.exit(sys.version_info < (3, 9))';

/** A Python 3 of this machine; undefined where there is none. */
export function findPython() {
  const { KONTOR_PYTHON: given } = process.env;
  return given || NAMES.find((name) => spawnSync(name, ['-c', CHECK]).status === 0);
}

/** The package that has it, where there is none. */
export function missingPython() {
  return findPython() === undefined ? ['python3'] : [];
}

/** Makes sure that there is a Python. */
export function ensurePython() {
  installWith('python3', () => findPython() !== undefined);
  if (findPython() === undefined) {
    throw new SetupError(
      'The tests of kontor dev need Python 3.9 or newer, and none was found. Install it, or set KONTOR_PYTHON to its program.',
    );
  }
}
