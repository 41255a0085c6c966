/** The page that is made from the commands. */
export const referenceFile = new URL('../../../../docs/cli.md', import.meta.url);
