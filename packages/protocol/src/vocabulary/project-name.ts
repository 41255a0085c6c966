import * as z from 'zod';

/** What a project may be called. @see spec/platform-api.md §4.1 */
export const projectName = z
  .string()
  .max(100, 'at most 100 characters')
  .regex(
    /^(?!prj_)(?!.*---)[a-z0-9._-]+$/,
    "lower-case letters, digits, '.', '_' and '-', without '---', and not beginning with 'prj_'",
  );
