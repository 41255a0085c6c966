/** Says what to do where the kontor command is missing, which `npm run dev` and `npm run check` run. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const folders = (process.env.PATH ?? '').split(delimiter);
const isThere = folders.some((folder) =>
  ['kontor', 'kontor.cmd'].some((name) => existsSync(join(folder, name))),
);
if (!isThere) {
  process.stderr.write(`The kontor command is missing. In a checkout of Kontor, make a package of it and install that:

  npm run pack:cli
  npm install --global <the file it names>
`);
  process.exitCode = 1;
}
