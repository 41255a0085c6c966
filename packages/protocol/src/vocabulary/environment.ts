import * as z from 'zod';

/** The environments every project has, and the only ones a provider can name. @see spec/partner-api.md §5.4 */
export const builtInEnvironment = z.enum(['production', 'preview', 'development']);
export type BuiltInEnvironment = z.infer<typeof builtInEnvironment>;
