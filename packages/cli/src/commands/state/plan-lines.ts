import type { StatePlan } from '@kontor/protocol/kontor';
import { heading, type Line, quiet } from '../../output/line.ts';
import { table } from '../../output/table.ts';

type Item = StatePlan['items'][number];

const signs = {
  create: '+ create',
  change: '~ change',
  keep: '= keep',
  remove: '- remove',
  leave: '. leave',
} as const satisfies Record<Item['action'], string>;

/** A plan for people: what becomes of everything, how variables are called, what it costs and needs. */
export function planLines(plan: StatePlan): readonly Line[] {
  return [
    heading(`Plan ${plan.id} for ${plan.project}, good until ${plan.expiresAt}`),
    ...(plan.isDrift
      ? ['This file was applied before and has not changed: something was changed elsewhere.']
      : []),
    '',
    ...table(['', 'What', 'Name', 'Where', ''], plan.items.map(rowOf)),
    '',
    ...nameLines(plan),
    ...costLines(plan),
    ...needLines(plan),
    ...unknownLines(plan),
  ];
}

/** Whether a plan would change anything. */
export function changesAnything({ steps }: StatePlan): boolean {
  return steps.length > 0;
}

function rowOf({ action, kind, name, environments = [], changes = [], note, isMade }: Item) {
  const left = action === 'leave' ? [isMade ? 'removed with --prune' : 'not of this file'] : [];
  const said = [...changes, ...(note === undefined ? [] : [note]), ...left];
  return [signs[action], kind, name, environments.join(', '), said.join('; ')];
}

function nameLines({ environments }: StatePlan): Line[] {
  const filled = environments.filter(({ variables }) => variables.length > 0);
  if (filled.length === 0) return [];
  return [
    heading('Variables afterwards'),
    ...filled.map(
      ({ environment, variables }) =>
        `${environment}: ${variables.map(({ name, from }) => `${name} (${from})`).join(', ')}`,
    ),
    '',
  ];
}

function costLines({ costs, perMonth }: StatePlan): Line[] {
  if (costs.length === 0) return [];
  const total = perMonth.isComplete
    ? `$${perMonth.known} a month`
    : `$${perMonth.known} a month at least; not every plan says what it costs`;
  return [
    heading(`Cost: ${total}`),
    ...costs.map(({ resource, plan, stated, perMonth: each }) => {
      const price = each === null ? (stated ?? 'not stated') : `$${each} a month`;
      return `${resource}, plan ${plan}: ${price}`;
    }),
    '',
  ];
}

function needLines({ policies, approvals, needs: ahead }: StatePlan): Line[] {
  const terms = policies.map(
    ({ integration, policies: keys, eulaUrl, privacyUrl }) =>
      `A person accepts ${keys.join(', ')} of ${integration}${pagesOf(eulaUrl, privacyUrl)}`,
  );
  const rights = approvals.map(
    ({ action, reason }) => `You may not ${reason} (${action}): somebody else has to apply this.`,
  );
  const needs = [...terms, ...rights, ...ahead.map(({ message }) => message)];
  return needs.length === 0 ? [] : [heading('Needed'), ...needs, ''];
}

function pagesOf(...pages: readonly (string | null)[]): string {
  const known = pages.filter((page) => page !== null);
  return known.length === 0 ? '' : `: ${known.join(' ')}`;
}

function unknownLines({ unknowns }: StatePlan): Line[] {
  return unknowns.length === 0 ? [] : [heading('Not known yet'), ...unknowns.map(quiet), ''];
}
