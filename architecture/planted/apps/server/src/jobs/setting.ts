// breaks: environment-is-read-in-config-files
import process, { env } from 'node:process';

export const port = env.PORT ?? process.argv[2];
