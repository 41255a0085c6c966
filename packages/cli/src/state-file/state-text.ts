import type { DesiredState } from '@kontor/protocol/vocabulary';

/** A desired state as the file that says it. */
export async function stateText({ state }: { readonly state: DesiredState }): Promise<string> {
  const { stringify } = await import('yaml');
  const { project, ...parts } = state;
  const filled = Object.entries(parts).filter(([, each]) => Object.keys(each).length > 0);
  return stringify({ project, ...Object.fromEntries(filled) }, { lineWidth: 0 });
}
