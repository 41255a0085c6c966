import { writeFile } from 'node:fs/promises';
import { reference } from './reference.ts';
import { referenceFile } from './reference-file.ts';

await writeFile(referenceFile, await reference());
