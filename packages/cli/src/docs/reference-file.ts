/** The page that is made from the commands. */
export const referenceFile = new URL('../../../../docs/cli.md', import.meta.url);
/** What they print with `--json`, as JSON Schema. */
export const schemaFile = new URL('../../../../docs/cli.schema.json', import.meta.url);
/** What `kontor.yaml` may say, as JSON Schema. */
export const fileSchemaFile = new URL('../../../../docs/kontor.yaml.schema.json', import.meta.url);
