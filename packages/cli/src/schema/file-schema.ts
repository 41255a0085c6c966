import { desiredState } from '@kontor/protocol/vocabulary/desired-state';
import * as z from 'zod';
import type { JsonSchema } from './output-schemas.ts';

/** The schema of a file that says what a project wants, for editors and for whoever writes it by program. */
export function fileSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(desiredState, { io: 'input' });
  return {
    $schema,
    $id: 'urn:kontor:desired-state',
    title: 'kontor.yaml',
    description: 'What one project should have. `kontor plan` says more of what is wrong.',
    ...schema,
  };
}
