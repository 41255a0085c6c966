import { parseArgs } from 'node:util';
import { CreateError, create, isVariant, variants } from './create.ts';

const USAGE = `Usage: npm create kontor-provider <folder> [-- --variant ${variants.join('|')}]`;

/** Exit status for arguments that say nothing that can be done. */
const WRONG_USAGE = 2;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      options: { variant: { type: 'string', default: 'node' }, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    if (values.help) return say(USAGE);
    if (folder === undefined || more.length > 0) throw new CreateError(USAGE);
    if (!isVariant(values.variant)) {
      throw new CreateError(`There is no variant '${values.variant}'. ${USAGE}`);
    }
    await create(folder, values.variant);
    return say(`${folder} has a provider. Next:

  cd ${quoted(folder)}
  npm install
  npm test
  npm run dev        # with a marketplace of this machine around it
  npm run check      # judges it while it runs
`);
  } catch (error) {
    const isTold = error instanceof CreateError || error instanceof TypeError;
    if (!isTold) throw error;
    process.stderr.write(`${error.message}\n`);
    return WRONG_USAGE;
  }
}

/** As a shell takes it for one word. */
function quoted(folder: string): string {
  return /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
