/**
 * Audits what the product depends on: `npm run audit`. What the lock file says by itself is judged
 * without a network; known vulnerabilities are asked of the registry, where it answers that.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What may be shipped beside a product under Apache-2.0. */
const licences = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
];

/** Licences without a name of the list, which somebody has read. */
const readByPeople = {
  'dejavu-fonts-ttf': 'that of Bitstream Vera: free to use, to embed and to pass on',
};

/**
 * What is wrong with a lock file, one line each.
 *
 * @param {{ packages: Record<string, any> }} lock
 * @param {Record<string, boolean>} allowScripts
 */
export function flawsOf({ packages }, allowScripts) {
  return Object.entries(packages)
    .filter(([place, one]) => place.includes('node_modules/') && !one.link)
    .flatMap(([place, one]) => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const flaws = [];
      if (!/^\d+\.\d+\.\d+/.test(one.version ?? '')) flaws.push('has no version');
      if (one.resolved && new URL(one.resolved).host !== 'registry.npmjs.org') {
        flaws.push(`comes from ${one.resolved}`);
      }
      // what is only for other systems or comes inside another package can be without a hash
      if (!one.integrity?.startsWith('sha512-') && !(one.dev && (one.optional || one.inBundle))) {
        flaws.push('has no hash that an installation is held against');
      }
      if (one.hasInstallScript && !(name in allowScripts)) {
        flaws.push('runs a script when it is installed, and nobody has said whether it may');
      }
      if (!one.dev && one.license && !isFree(one.license) && !(name in readByPeople)) {
        flaws.push(`is under ${one.license}`);
      }
      return flaws.map((flaw) => `${place.replace(/^.*?node_modules\//, '')} ${flaw}`);
    });
}

/** Whether one side of every choice, and every part of a sum, is free. */
function isFree(expression) {
  return expression
    .replaceAll(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((each) => licences.includes(each.split(' WITH ')[0])));
}

/** What the registry knows of, or why it was not to be heard. */
export function readAnswer(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    return { kind: 'unheard', why: 'its answer is no JSON' };
  }
  const { vulnerabilities, message, error } = answer;
  if (vulnerabilities === undefined) {
    return { kind: 'unheard', why: message ?? error?.summary ?? 'it says nothing' };
  }
  const found = Object.values(vulnerabilities).map(
    ({ name, severity, range }) => `${name} ${range} (${severity})`,
  );
  return { kind: 'heard', found };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('../', import.meta.url);
  const read = (name) => JSON.parse(readFileSync(new URL(name, root), 'utf8'));
  const lock = read('package-lock.json');
  const flaws = flawsOf(lock, read('package.json').allowScripts);
  console.log(`${Object.keys(lock.packages).length} packages in the lock file.`);
  for (const flaw of flaws) console.log(`✗ ${flaw}`);
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    cwd: fileURLToPath(root),
    encoding: 'utf8',
  });
  const answer = readAnswer(stdout);
  if (answer.kind === 'unheard') {
    console.log(`The registry could not be asked about vulnerabilities: ${answer.why}.`);
  } else if (answer.found.length === 0) console.log('The registry knows of no vulnerability.');
  else for (const each of answer.found) console.log(`✗ ${each}`);
  const isClean = flaws.length === 0 && (answer.kind === 'unheard' || answer.found.length === 0);
  process.exit(isClean ? 0 : 1);
}
