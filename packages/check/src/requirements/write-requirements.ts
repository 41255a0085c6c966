import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const spec = fileURLToPath(new URL('../../../../spec/', import.meta.url));

/** Takes what is demanded of either side over from the pages of the specification. */
write('requirements.ts', {
  party: 'provider',
  constant: 'requirements',
  type: 'RequirementId',
  example: 'RES-26',
});
write('host-requirements.ts', {
  party: 'host',
  constant: 'hostRequirements',
  type: 'HostRequirementId',
  example: 'TOK-8',
});

type Written = {
  readonly party: 'provider' | 'host';
  readonly constant: string;
  readonly type: string;
  readonly example: string;
};

function write(file: string, { party, constant, type, example }: Written): void {
  writeFileSync(
    fileURLToPath(new URL(file, import.meta.url)),
    `/** What the specification demands of ${party}s: written by \`npm run -s requirements -w packages/check\`. */
export const ${constant} = ${JSON.stringify(Object.fromEntries(demandsOf(party)), null, 2)} as const;

/** The id of a demand, such as \`${example}\`. */
export type ${type} = keyof typeof ${constant};
`,
  );
}

function demandsOf(party: Written['party']) {
  const line = new RegExp(
    `^- \\*\\*(?<id>[^*\\n]+)\\*\\* (?<text>The ${party} .+(?:\\n {2}.+)*)`,
    'gm',
  );
  return globSync('*.md', { cwd: spec })
    .filter((page) => page !== 'README.md')
    .sort()
    .flatMap((page) =>
      [...readFileSync(`${spec}${page}`, 'utf8').matchAll(line)].map(({ groups = {} }) => {
        const text = (groups.text ?? '').replace(/\n */g, ' ').replaceAll(/\]\([^)]+\)/g, ']');
        return [groups.id, { page, text }] as const;
      }),
    );
}
