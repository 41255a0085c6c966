import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { product } from '@kontor/provider-postgres';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { startWorld } from './start-world.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

test('the program of the guide for Node runs as it stands, with what a team gets', async () => {
  const [guide] = product.details.guides;
  const [, program = ''] = /```js\n(.*?)```/s.exec(guide?.steps[2]?.content ?? '') ?? [];
  const world = await startWorld();
  const folder = await mkdtemp(join(tmpdir(), 'kontor-guide-'));
  try {
    await writeFile(join(folder, 'notes.mjs'), program);
    await symlink(modules, join(folder, 'node_modules'));
    const { secrets } = await (await world.team()).provision();

    const ran = await promisify(execFile)(process.execPath, ['notes.mjs'], {
      cwd: folder,
      env: secrets,
    });

    expect(ran.stdout).toBe('{ notes: 1 }\n');
  } finally {
    await rm(folder, { recursive: true });
    await world.stop();
  }
});

test.each(product.details.guides.map((each) => [each.framework, each] as const))(
  'the guide for %s connects the database, reads its variable, and says how it is run',
  (_, { steps }) => {
    const text = steps.map(({ content }) => content).join('\n');

    expect(steps[0]?.actions).toEqual([{ type: 'connect_to_project' }]);
    expect(text).toMatch(/PGHOST|"DATABASE_URL"/);
    expect(steps.at(-1)?.content).toContain('kontor run --project <project> -- ');
  },
);

/** The blocks of a guide in one language, in their order. */
function blocksOf(framework: string, language: string): readonly string[] {
  const guide = product.details.guides.find((each) => each.framework === framework);
  const text = guide?.steps.map(({ content }) => content).join('\n') ?? '';
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
    ([, block = '']) => block,
  );
}

test('the files of the guide for Next.js are sound to the compiler, as strictly as a new project is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kontor-guide-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [db = ''] = blocksOf('nextjs', 'ts');
  const [page = ''] = blocksOf('nextjs', 'tsx');
  const files = { 'lib/db.ts': db, 'app/page.tsx': page };
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  await symlink(modules, join(folder, 'node_modules'));

  const program = ts.createProgram({
    rootNames: Object.keys(files).map((file) => join(folder, file)),
    options: {
      ...{ strict: true, noEmit: true, skipLibCheck: true, esModuleInterop: true },
      jsx: ts.JsxEmit.ReactJSX,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: { '@/*': [join(folder, '*')] },
      types: ['node'],
      typeRoots: [join(modules, '@types')],
    },
  });

  const flaws = ts.getPreEmitDiagnostics(program);
  expect(
    flaws.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  ).toEqual([]);
});

/** Whether this machine has it. */
function isHere(...command: readonly [string, ...string[]]): boolean {
  const [program, ...words] = command;
  try {
    execFileSync(program, words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.runIf(isHere('python3', '--version'))(
  'the program of the guide for Python is one, where there is a Python to say so',
  () => {
    const [program = ''] = blocksOf('python', 'python');

    const read = execFileSync(
      'python3',
      ['-c', 'import ast, sys; print(len(ast.parse(sys.stdin.read()).body))'],
      {
        input: program,
        encoding: 'utf8',
      },
    );

    expect(read.trim()).toBe('3');
  },
);

test('the program of the guide for Go uses what it imports, and no error is passed over', () => {
  const [program = ''] = blocksOf('go', 'go');
  const [, imports = ''] = /^import \((.*?)^\)/ms.exec(program) ?? [];
  const names = [...imports.matchAll(/"(?:.*\/)?([\w-]+)"/g)].map(([, name]) => name);
  const body = program.slice(program.indexOf('func main()'));

  expect(program).toMatch(/^package main\n/);
  expect(names).not.toEqual([]);
  for (const name of names) expect(body).toContain(`${name}.`);
  expect(body.match(/err :?= |err := /g)?.length).toBe(body.match(/err != nil/g)?.length);
  for (const [open, close] of ['{}', '()']) {
    expect(program.split(`${open}`).length).toBe(program.split(`${close}`).length);
  }
});
