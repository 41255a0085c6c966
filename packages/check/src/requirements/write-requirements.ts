import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const spec = fileURLToPath(new URL('../../../../spec/', import.meta.url));
const target = fileURLToPath(new URL('requirements.ts', import.meta.url));
const line = /^- \*\*(?<id>[^*\n]+)\*\* (?<text>The provider .+(?:\n {2}.+)*)/gm;

/** Takes what is demanded of providers over from the pages of the specification. */
const entries = globSync('*.md', { cwd: spec })
  .filter((page) => page !== 'README.md')
  .sort()
  .flatMap((page) =>
    [...readFileSync(`${spec}${page}`, 'utf8').matchAll(line)].map(({ groups = {} }) => {
      const text = (groups.text ?? '').replace(/\n */g, ' ').replaceAll(/\]\([^)]+\)/g, ']');
      return [groups.id, { page, text }] as const;
    }),
  );

writeFileSync(
  target,
  `/** What the specification demands of providers: written by \`npm run -s requirements -w packages/check\`. */
export const requirements = ${JSON.stringify(Object.fromEntries(entries), null, 2)} as const;

/** The id of a demand, such as \`RES-26\`. */
export type RequirementId = keyof typeof requirements;
`,
);
