import type { Collision, VariableSource } from '@kontor/protocol/kontor';
import * as connectionEndpoints from '@kontor/protocol/kontor/connection';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import type { NextStep } from '../../next/next-step.ts';
import { steps } from '../../next/steps.ts';
import { type ConnectionOptions, namedOptions } from './environments.ts';

export type Wanted = ConnectionOptions & {
  /** Resource and project as they were named. */
  readonly resource: string;
  readonly project: string;
  /** Whether an existing connection is to be changed. */
  readonly change?: boolean;
};

/** What would collide, a line for each name and the environments it would collide in. */
export function collisionLines(collisions: readonly Collision[]): string[] {
  const groups = Map.groupBy(collisions, ({ name, owners }) =>
    JSON.stringify([name, owners.map(ownerOf)]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const places = [first, ...others].map(({ environment }) => environment).join(', ');
    return [`${first.name} in ${places}: ${first.owners.map(ownerOf).join(' and ')}`];
  });
}

/** Connects with another prefix. */
export function withPrefix(wanted: Wanted, prefix: string): NextStep {
  const { resource, project, change = false } = wanted;
  const named = namedOptions({ ...wanted, prefix });
  return steps.connect(resource, project, ...named, ...(change ? ['--change'] : []));
}

const facts = z.object({
  collisions: connectionEndpoints.connectResource.responses[200].shape.preview.shape.collisions,
  suggestedPrefix: z.string().optional(),
});

/** A refusal for collisions with every owner named, and the command that avoids them. */
export function explainCollision(error: unknown, wanted: Wanted): unknown {
  if (!(error instanceof CliError) || error.code !== 'variable_collision') return error;
  const parsed = facts.safeParse(error.facts);
  if (!parsed.success) return error;
  const { collisions, suggestedPrefix } = parsed.data;
  return error.with({
    details: collisionLines(collisions),
    next: suggestedPrefix === undefined ? [] : [withPrefix(wanted, suggestedPrefix)],
  });
}

/** Where a variable comes from, for people. */
export function ownerOf(source: VariableSource): string {
  switch (source.kind) {
    case 'variable':
      return 'a variable written by hand';
    case 'shared':
      return 'a shared variable of the team';
    case 'connection':
      return `${source.secretName} of ${source.resourceName}`;
  }
}
