import { categoryTags } from './category-tag.ts';

/** Every tag of a product that clients can read; they refuse an answer with another one. @see spec/partner-api.md §10.2 */
const productTags: ReadonlySet<string> = new Set([
  ...categoryTags,
  'tag_checks',
  'tag_logDrain',
  'tag_other',
  'tag_storage',
  'tag_traceDrain',
  'ai',
  'authentication',
  'blob',
  'checks',
  'drains',
  'edge-config',
  'experimentation',
  'kv',
  'libsql',
  'logDrain',
  'mcp',
  'messaging',
  'mysql',
  'observability',
  'other',
  'postgres',
  'rds',
  'redis',
  'sqlite',
  'storage',
  'traceDrain',
  'vector',
  'video',
  'workflow',
]);

/** Those of a product's tags that clients of the protocol can read. */
export function readableTags(tags: readonly string[]): string[] {
  return tags.filter((tag) => productTags.has(tag));
}
