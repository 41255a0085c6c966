// breaks: what-is-compressed-is-listed
import { prepareJson } from './peek.ts';

export const secrets = prepareJson({ DATABASE_URL: '' }, { isCompressible: true });
