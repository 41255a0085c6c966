import {
  actionsIn,
  actionsOf,
  type Grant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import type { Action } from '@kontor/protocol/vocabulary';

/**
 * Checks that nobody gives away more than they have: the actions of the wished grant, its role's
 * included, are among those of the giver, and every limit of the giver limits it too.
 */
export function requireNoWider(wished: Grant, own: Grant): Result<null, Refusal> {
  const beyond = actionsBeyond(wished, own);
  if (beyond.length > 0) {
    return wider(`it would allow ${beyond.join(', ')}, which you may not do here`, {
      actions: beyond,
    });
  }
  if (!isWithin(wished.projects, own.projects)) {
    return wider('it must be limited to projects that yours is limited to');
  }
  if (!isWithin(wished.environments, own.environments)) {
    return wider('it must be limited to environments that yours is limited to');
  }
  if (own.expiresAt && !(wished.expiresAt && wished.expiresAt <= own.expiresAt)) {
    return wider(`it must expire when yours does, at ${own.expiresAt.toISOString()}, or before`);
  }
  return ok(null);
}

/** A role says more than its actions (providers are told of it), so all of them count. */
function actionsBeyond(wished: Grant, own: Grant): readonly Action[] {
  const held: readonly Action[] = actionsIn(own);
  const roleActions: readonly Action[] = actionsOf[own.role];
  const beyondRole = actionsOf[wished.role].filter((action) => !roleActions.includes(action));
  if (beyondRole.length > 0) return beyondRole;
  return actionsIn(wished).filter((action) => !held.includes(action));
}

/** A list limits; none does not. */
function isWithin<Item>(
  wished: readonly Item[] | undefined,
  own: readonly Item[] | undefined,
): boolean {
  if (own === undefined) return true;
  return wished?.every((item) => own.includes(item)) ?? false;
}

function wider(why: string, facts?: Readonly<Record<string, unknown>>) {
  return refuse('forbidden', `A token may not do more than its maker: ${why}.`, facts);
}
