import { cruise } from 'dependency-cruiser';
import { importRules } from './import-rules.ts';
import { brokenBy, sourceRules } from './source-rules.ts';
import { homes } from './workspaces.ts';

export type Inspection = {
  /** Every file that was looked at, from the base folder. */
  readonly files: readonly string[];
  /** One line for each rule that a file breaks. */
  readonly violations: readonly Violation[];
};

export type Violation = { readonly rule: string; readonly file: string; readonly imports?: string };

/** A violation as the sentence that a failing test shows, with the reason of its rule. */
export function explain({ rule, file, imports }: Violation): string {
  const reason = [...importRules, ...sourceRules].find(({ name }) => name === rule)?.comment;
  const what = imports === undefined ? file : `${file} imports ${imports}`;
  return `${what} (${rule}: ${reason})`;
}

/**
 * Judges every source file below `baseDir`. Throws where there is none: a cruiser that finds no
 * file, as one does that cannot read this version of TypeScript, finds no violation either.
 */
export async function inspect(baseDir: string): Promise<Inspection> {
  const { output } = await cruise([...homes], {
    baseDir,
    validate: true,
    ruleSet: { forbidden: importRules.map((rule) => ({ ...rule, severity: 'error' })) },
    doNotFollow: { path: 'node_modules' },
    // what was built, and what is copied into other projects
    exclude: { path: '^apps/dashboard/dist/|^packages/create-kontor-provider/templates/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  });
  if (typeof output === 'string') throw new TypeError('got a report where a result was expected');
  const files = output.modules.map(({ source }) => source).filter(isOurs);
  if (files.length === 0) throw new Error(`there is no source file to judge below ${baseDir}`);
  const imports = output.summary.violations.map(({ rule, from, to }) => ({
    rule: rule.name,
    file: from,
    imports: to,
  }));
  const texts = files.flatMap((file) => brokenBy(baseDir, file).map((rule) => ({ rule, file })));
  return { files, violations: [...imports, ...texts] };
}

function isOurs(file: string): boolean {
  const isInHome = homes.some((home) => file.startsWith(`${home}/`));
  return isInHome && /\.tsx?$/.test(file) && !file.includes('/node_modules/');
}
