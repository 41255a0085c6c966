import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { idPrefix } from '@kontor/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { refusalStatus } from '../apps/server/src/http/refusal-status.ts';
import { homes, readWorkspaces, root } from './workspaces.ts';

const pages = [
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'GLOSSARY.md',
  'STYLE.md',
  'docs/dependencies.md',
  'docs/outcomes.md',
  ...globSync('docs/adr/*.md', { cwd: root }).sort(),
];

test.each(pages)('every file and folder that %s names is there', (page) => {
  const named = matches(
    read(page),
    /`((?:packages|apps|providers|examples|docs|architecture)\/[^`\s]+)`/g,
  );

  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(['README.md', ...pages])('every link of %s leads somewhere', (page) => {
  const links = matches(read(page), /\]\((?!https?:|#)([^)#\s]+)/g);
  const broken = links.filter((link) => !existsSync(join(root, dirname(page), link)));

  expect(broken).toEqual([]);
});

test('ARCHITECTURE.md says of everything that has an id where it is found', () => {
  const words = rowsOf(read('ARCHITECTURE.md')).flatMap(([word = '']) => word.split(/[,()]/));
  const known = new Set(words.map((word) => word.trim().split(' ')[0]));

  expect(Object.keys(idPrefix).filter((noun) => !known.has(noun))).toEqual([]);
});

test('the arrows of ARCHITECTURE.md name every workspace, and every folder of the server', () => {
  const page = read('ARCHITECTURE.md');
  const [, arrows = ''] = page.split('```');
  const [, server = ''] = /apps\/server:([^▲]*)/.exec(arrows) ?? [];
  const folders = globSync('apps/server/src/*/', { cwd: root }).map((path) => basename(path));
  const [, drawn = ''] = /## The arrows(.*?)## The life/s.exec(page) ?? [];
  const workspaces = readWorkspaces()
    .map(({ folder }) => basename(folder))
    .filter((name) => name !== '.' && name !== 'beside-your-platform');

  expect(matches(server, /([\w-]+)/g)).toEqual(folders.sort());
  expect(workspaces.filter((name) => !new RegExp(`\\b${name}\\b`).test(drawn))).toEqual([]);
});

describe('docs/dependencies.md', () => {
  const sections = read('docs/dependencies.md').split(/^## /m).slice(1);
  const listed = Object.fromEntries(
    sections.map((section) => {
      const [title = ''] = section.split('\n', 1);
      const names = rowsOf(section).flatMap(([name = '']) => matches(name, /`([^`]+)`/g));
      return [title === 'The repository' ? '.' : title, names.sort()];
    }),
  );
  const workspaces = readWorkspaces().map(({ folder, dependencies }) => [folder, dependencies]);

  test('explains every direct dependency of every workspace, and no other', () => {
    expect(listed).toEqual(Object.fromEntries(workspaces));
  });
});

describe('docs/outcomes.md', () => {
  const page = read('docs/outcomes.md');
  const tables = rowsOf(page);
  const rows = tables.map(([id = '']) => id).filter((id) => /^[A-Z]+-\d+$/.test(id));
  const calls = [...new Set(rows.map((row) => row.replace(/\d+$/, '')))];
  const tests = globSync(
    homes.map((home) => `${home}/*/{src,test}/**/*.test.ts`),
    { cwd: root },
  );
  const cited = new Set(
    tests.flatMap((file) =>
      matches(read(file), new RegExp(`\\b((?:${calls.join('|')})\\d+)\\b`, 'g')),
    ),
  );

  test('numbers its rows without gaps', () => {
    const numbered = calls.flatMap((call) => {
      const count = rows.filter((row) => row.startsWith(call)).length;
      return Array.from({ length: count }, (_, index) => `${call}${index + 1}`);
    });

    expect(rows).toEqual(numbered);
  });

  test('has a test for every row of installing and provisioning', () => {
    const promised = rows.filter((row) => /^(INST|PROV)-/.test(row));

    expect(promised.length).toBeGreaterThan(0);
    expect(promised.filter((row) => !cited.has(row))).toEqual([]);
  });

  test('has every row that a test cites', () => {
    expect([...cited].filter((row) => !rows.includes(row))).toEqual([]);
  });

  test('gives each code the status that the host answers it with', () => {
    const said = tables.filter(([, status = '']) => /^\d{3}$/.test(status));
    const answered: Readonly<Record<string, number>> = refusalStatus;

    expect(said.length).toBeGreaterThan(0);
    expect(said).toEqual(
      said.map(([code = '']) => [code, String(answered[code.replaceAll('`', '')])]),
    );
  });
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** What the first group of an expression matched, each time. */
function matches(text: string, expression: RegExp): string[] {
  return [...text.matchAll(expression)].map(([, found = '']) => found);
}

/** The cells of every row of every table, heads left out. */
function rowsOf(markdown: string): string[][] {
  const tables = matches(markdown, /^\|(?: *-+ *\|)+\n((?:\|.*\n?)+)/gm);
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
}
