import { isAskedFor } from '../operation/asked-for.ts';
import type { Operation } from '../operation/operation.ts';
import type { ResourceReport } from '../resource/resource.ts';
import type { Finding } from './finding.ts';

/** An operation that failed while nobody knew what it had done. */
export type Unsettled = Pick<Operation, 'id' | 'intent'>;

/**
 * What a provider has in an installation and the host never knew. It is an operation's leftover where
 * one that ended in doubt asked for just this, no other did, and nothing else fits that one.
 */
export function compareStrangers(
  strangers: readonly ResourceReport[],
  unsettled: readonly Unsettled[],
): readonly Finding[] {
  return strangers
    .filter(({ status }) => status !== 'uninstalled')
    .map((report) => {
      const makers = unsettled.filter(({ intent }) => isAskedFor(intent, report));
      const [maker] = makers;
      const twins =
        maker === undefined ? [] : strangers.filter((other) => isAskedFor(maker.intent, other));
      return finding(report, makers.length === 1 && twins.length === 1 ? maker : undefined);
    });
}

function finding(report: ResourceReport, maker: Unsettled | undefined): Finding {
  const { externalId, name, status, product } = report;
  return {
    kind: 'orphan',
    severity: maker === undefined ? 'medium' : 'high',
    resourceId: null,
    externalId,
    here: maker === undefined ? null : { operation: maker.id, outcome: 'unknown' },
    there: { name, status, ...(product === undefined ? {} : { product }) },
    message:
      maker === undefined
        ? `The provider has '${name}', which was never known here.`
        : `The provider has '${name}', which an operation asked for whose outcome was never known.`,
    repair: maker === undefined ? null : 'remove',
    advice:
      maker === undefined
        ? 'It may have been made at the provider, so it is not removed. Its provider can bring it here, or remove it.'
        : 'Repairing is an operation: it asks the provider once more and, if it still has it and nobody here does, has it removed there, for nobody in particular. Its secrets never arrived, so nobody uses it.',
  };
}

/** Where a provider does not list what it has, nobody can tell what such operations left there. */
export function neverKnown(unsettled: readonly Unsettled[]): readonly Finding[] {
  return unsettled.flatMap(({ id, intent }): Finding[] =>
    intent.kind === 'provision'
      ? [
          {
            kind: 'unknown-outcome',
            severity: 'low',
            resourceId: null,
            externalId: null,
            here: { operation: id, name: intent.name },
            there: null,
            message: `Nobody knows whether the provider made '${intent.name}', and it does not list what it has.`,
            repair: null,
            advice: 'Ask the provider to look for a resource of this name.',
          },
        ]
      : [],
  );
}
