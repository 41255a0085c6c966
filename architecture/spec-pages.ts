import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspaces.ts';

/** One demand of the specification, as its line states it. */
export type Requirement = {
  /** Stable, such as `RES-12`. */
  readonly id: string;
  /** The sentence without the id, on one line. */
  readonly text: string;
};

/** One operation that a page describes. */
export type DescribedOperation = {
  readonly page: string;
  /** Who calls whom. */
  readonly direction: 'host → provider' | 'provider → host';
  readonly method: string;
  readonly path: string;
  /** As fixtures call it, such as `partner.getResource`; undefined where nothing refers to it. */
  readonly name: string | undefined;
};

export type SpecPage = {
  /** Such as `resources.md`. */
  readonly file: string;
  readonly text: string;
  readonly requirements: readonly Requirement[];
  readonly operations: readonly DescribedOperation[];
};

/** Reads every page of the specification but its README, by name. */
export function readSpecPages(): readonly SpecPage[] {
  return globSync('spec/*.md', { cwd: root })
    .sort()
    .filter((path) => path !== 'spec/README.md')
    .map((path) => readPage(path.replace(/^spec\//, '')));
}

function readPage(file: string): SpecPage {
  const text = readFileSync(join(root, 'spec', file), 'utf8');
  return { file, text, requirements: requirementsIn(text), operations: operationsIn(file, text) };
}

/** A demand may go on in indented lines. */
const requirementLines = /^- \*\*(?<id>[^*\n]+)\*\* (?<text>.+(?:\n {2}.+)*)/gm;

function requirementsIn(text: string): Requirement[] {
  return [...text.matchAll(requirementLines)].map(({ groups = {} }) => ({
    id: groups.id ?? '',
    text: (groups.text ?? '').replace(/\n */g, ' '),
  }));
}

/** Everything of a page that is no demand. */
export function proseOf({ text }: SpecPage): string {
  return text.replace(requirementLines, '');
}

const operationLines =
  /^> (?<direction>.+?) · `(?<method>[A-Z]+) (?<path>\/[^`]*)`(?: · `(?<name>[^`]+)`)?$/;

/** Every quoted line is an operation; one that is misspelt is shown as the mistake it is. */
function operationsIn(page: string, text: string): DescribedOperation[] {
  const quoted = text.split('\n').filter((line) => line.startsWith('>'));
  return quoted.map((line) => {
    const { direction, method = '', path = '', name } = operationLines.exec(line)?.groups ?? {};
    if (direction !== 'host → provider' && direction !== 'provider → host') {
      throw new Error(`${page}: "${line}" describes no operation.`);
    }
    return { page, direction, method, path, name };
  });
}
