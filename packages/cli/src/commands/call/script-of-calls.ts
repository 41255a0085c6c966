import type { ProviderCall } from '@kontor/protocol/kontor';
import * as z from 'zod';
import { exitCode } from '../../exit-code.ts';
import { answerOf } from '../dev/answer-line.ts';
import { ownValue } from '../dev/own-values.ts';
import type { Step } from '../dev/script.ts';
import { isChange, lastAttempts } from './last-attempts.ts';

/** A line of an exported script, or what stands there in place of a call that no command makes. */
export type ExportedLine =
  | { readonly kind: 'step'; readonly about: string; readonly step: Step }
  | { readonly kind: 'left-out'; readonly about: string; readonly because: string };

/** What stands in a record where a secret stood. */
const HIDDEN = '***';

const provision = z.object({
  productId: z.string(),
  name: z.string(),
  billingPlanId: z.string().optional(),
  metadata: z.record(z.string(), z.json()).default({}),
});
const made = z.object({ id: z.string() });
const change = z.object({ billingPlanId: z.string().optional() });

/**
 * What a customer has to do so that the host makes these calls again, in the order in which it made
 * them. Of the attempts of one change the last one says how it has to end.
 */
export function scriptOfCalls(calls: readonly ProviderCall[], slug: string): ExportedLine[] {
  const names = new Map<string, string>();
  const lines: ExportedLine[] = [];
  let isInstalled = false;
  for (const call of lastAttempts(calls.filter(isChange))) {
    const words = wordsFor(call);
    const about = `${call.at} ${call.operation} ${call.status ?? '-'} ${call.outcome}`;
    const code = { answered: exitCode.done, refused: exitCode.providerFailed }[call.outcome];
    if (typeof words === 'string') lines.push({ kind: 'left-out', about, because: words });
    else if (code === undefined) {
      lines.push({ kind: 'left-out', about, because: 'nobody knows how it has ended' });
    } else {
      const answer = answerOf(call);
      const answers = answer === undefined ? [] : [answer];
      lines.push({ kind: 'step', about, step: { words, exitCode: code, answers } });
    }
  }
  return lines;

  /** The words of the command, or why there are none. */
  function wordsFor(call: ProviderCall): readonly string[] | string {
    const name = names.get(call.resourceId ?? '');
    const ofResource = (...words: readonly string[]) =>
      name === undefined ? 'its resource was made before' : ['resource', ...words, '--yes'];
    switch (call.operation) {
      case 'upsertInstallation': {
        const words = isInstalled
          ? ['installations', 'renew', slug]
          : ['install', slug, '--accept-all'];
        isInstalled = true;
        return words;
      }
      case 'deleteInstallation':
        isInstalled = false;
        return ['uninstall', slug, '--yes'];
      case 'provisionResource':
        return provisioning(call);
      case 'updateResource': {
        const { billingPlanId } = change.safeParse(call.requestBody).data ?? {};
        if (billingPlanId === undefined) return 'no command changes what it changes';
        return ofResource('plan', name ?? '', billingPlanId);
      }
      case 'rotateSecrets':
        return ofResource('rotate', name ?? '');
      case 'deleteResource':
        return ofResource('delete', name ?? '');
      default:
        return 'no command makes it alone';
    }
  }

  function provisioning({ requestBody, responseBody }: ProviderCall): readonly string[] | string {
    const asked = provision.safeParse(requestBody).data;
    if (asked === undefined) return 'its record is not whole';
    const { productId, name, billingPlanId, metadata } = asked;
    const id = made.safeParse(responseBody).data?.id;
    if (id !== undefined) names.set(id, name);
    return [
      ...['resource', 'create', `${slug}/${productId}`, '--name', name],
      ...(billingPlanId === undefined ? [] : ['--plan', billingPlanId]),
      ...Object.entries(metadata).flatMap(([key, value]) => [
        '--metadata',
        `${key}=${shown(key, value)}`,
      ]),
      '--accept-all',
    ];
  }
}

/** A secret was cut out, so that whoever replays takes one of their own. */
function shown(key: string, value: unknown): string {
  if (value === HIDDEN) return ownValue(key);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
