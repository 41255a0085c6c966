import { join, relative } from 'node:path';
import { DEFAULT_HOST } from '../../packages/cli/src/config/host-address.ts';
import { type Demo, passwordPath } from './demo.ts';
import { logDirectory } from './programs.ts';
import { root, type StartSettings } from './settings.ts';

/** What is said when everything runs: where to look, how to get in, and what to try. */
export function welcome(settings: StartSettings, { person }: Demo): string {
  const { hostUrl, providerUrl, dataDirectory } = settings;
  const rows = [
    ['Dashboard', hostUrl],
    ['API docs', new URL('/docs/api', hostUrl).href],
    ['Provider', `${providerUrl} (PostgreSQL databases)`],
    ['Data', shown(dataDirectory)],
    ['Logs', shown(logDirectory(settings))],
    [],
    ['Sign in as', person.email],
    ['Password', person.password],
  ];
  return [
    '',
    'Kontor is running.',
    '',
    ...rows.map(([name = '', value = '']) => `  ${name.padEnd(12)}${value}`.trimEnd()),
    '',
    'Try, in another terminal:',
    '',
    ...commands(settings, person.email).map((command) => `  ${command}`),
    '',
    'Ctrl-C stops everything; the data stay.',
    '',
  ].join('\n');
}

function commands({ hostUrl, dataDirectory }: StartSettings, email: string): string[] {
  const host = hostUrl === DEFAULT_HOST ? '' : ` --host ${hostUrl}`;
  const password = quoted(shown(passwordPath(dataDirectory)));
  return [
    `npx kontor login${host} --email ${email} --team acme --password-stdin < ${password}`,
    'npx kontor catalog',
    'npm run tour',
  ];
}

/** Relative to the checkout where it lies in it, because that is where people type. */
function shown(path: string): string {
  const inside = relative(root, path);
  return inside.startsWith('..') ? path : join('.', inside);
}

function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
