/**
 * Every tag that a listing can be found by, as clients know them.
 *
 * @see spec/partner-api.md §10.2
 */
export const categoryTags = [
  'tag_agents',
  'tag_ai',
  'tag_analytics',
  'tag_authentication',
  'tag_cms',
  'tag_code_repository',
  'tag_code_review',
  'tag_code_security',
  'tag_code_testing',
  'tag_commerce',
  'tag_databases',
  'tag_dev_tools',
  'tag_experimentation',
  'tag_flags',
  'tag_logging',
  'tag_messaging',
  'tag_monitoring',
  'tag_observability',
  'tag_payments',
  'tag_performance',
  'tag_productivity',
  'tag_searching',
  'tag_security',
  'tag_support_agent',
  'tag_testing',
  'tag_video',
  'tag_web_automation',
  'tag_workflow',
] as const;
export type CategoryTag = (typeof categoryTags)[number];

/** Categories of the protocol's own form that have another name among the tags. */
const renamed: Readonly<Record<string, CategoryTag>> = { experiments: 'tag_experimentation' };

/** The tag of a category, whose name is free text; undefined where clients know none. */
export function categoryTagOf(category: string): CategoryTag | undefined {
  const name = category
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  return renamed[name] ?? categoryTags.find((tag) => tag === `tag_${name}`);
}
