import { writeFile } from 'node:fs/promises';
import { reference, schemaText } from './reference.ts';
import { referenceFile, schemaFile } from './reference-file.ts';

await writeFile(referenceFile, await reference());
await writeFile(schemaFile, await schemaText());
