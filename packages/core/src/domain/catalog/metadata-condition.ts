import type { MetadataControl } from '@kontor/protocol/vocabulary';

/** Which of a product's two forms is filled in. */
export type MetadataForm = 'create' | 'update';

type Condition = MetadataControl['ui:hidden'];

/** Whether a `ui:` hint holds on a form. One that depends on an expression is taken not to. */
export function holdsOn(condition: Condition, form: MetadataForm): boolean {
  return condition === true || condition === form;
}
