import { writeFile } from 'node:fs/promises';
import { fileSchemaText, reference, schemaText } from './reference.ts';
import { fileSchemaFile, referenceFile, schemaFile } from './reference-file.ts';

await writeFile(referenceFile, await reference());
await writeFile(schemaFile, await schemaText());
await writeFile(fileSchemaFile, fileSchemaText());
