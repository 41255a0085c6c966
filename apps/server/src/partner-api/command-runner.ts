import type { Actor, CommandPlace } from '@kontor/core';
import { type ReplBlock, replBlock, replInput } from '@kontor/protocol/partner';
import { forActor, type GatewayPorts } from './gateway-call.ts';
import { jsonObjects } from './json-values.ts';
import type { ProviderOutcome } from './outcome.ts';

export type Command = CommandPlace & {
  readonly actor: Actor;
  readonly input: string;
  readonly isReadOnly: boolean;
  /** Names this command, so that a provider can tell it from the next one of the same words. */
  readonly key: string;
  readonly traceId: string;
  /** Ends the command when nobody reads what it prints any more. */
  readonly signal: AbortSignal;
};

/** How a command ended. What it printed went out block by block before. */
export type CommandEnd =
  | { readonly kind: 'done' }
  /** The command was wrong; its provider says why in blocks, which were not sent before. */
  | { readonly kind: 'failed'; readonly blocks: readonly ReplBlock[] }
  /** The answer began and never came to its end. */
  | { readonly kind: 'broken-off' }
  | {
      readonly kind: 'no-answer';
      readonly outcome: Exclude<ProviderOutcome, { kind: 'answered' }>;
    };

export type RunCommand = (
  command: Command,
  onBlock: (block: ReplBlock) => void,
) => Promise<CommandEnd>;

/**
 * Passes a line to a provider and tells what it prints as it comes. Never repeated: what was typed
 * may have been done. Neither the line nor what it prints is recorded.
 *
 * @see spec/partner-api.md §4.11
 */
export function createCommandRunner(ports: GatewayPorts): RunCommand {
  return async ({ externalId, input, isReadOnly, key, signal, ...about }, onBlock) => {
    const objects = jsonObjects();
    const decoder = new TextDecoder();
    let count = 0;
    const show = (values: readonly unknown[]) => {
      for (const block of values.flatMap(blockOf)) {
        count += 1;
        onBlock(block);
      }
    };
    const call = await forActor(ports, { ...about, idempotencyKey: key, attempts: 1 });
    const outcome = await ports.client.call(replInput, {
      ...call,
      signal,
      params: { installationId: about.installationId, resourceId: externalId },
      body: { input, ...(isReadOnly ? { readOnly: true } : {}) },
      onData: (piece) => show(objects.take(decoder.decode(piece, { stream: true }))),
    });
    switch (outcome.kind) {
      case 'answered':
        if (count === 0) show(outcome.body);
        return { kind: 'done' };
      case 'refused':
        return Array.isArray(outcome.body)
          ? { kind: 'failed', blocks: outcome.body.flatMap(blockOf) }
          : { kind: 'no-answer', outcome };
      default:
        // a block of a kind that is not known here is left out, and is no reason to doubt the rest
        if (count > 0 && wasRead(outcome) && objects.isWhole()) return { kind: 'done' };
        return count > 0 ? { kind: 'broken-off' } : { kind: 'no-answer', outcome };
    }
  };
}

function wasRead(outcome: ProviderOutcome): boolean {
  return outcome.kind === 'unknown' && outcome.reason === 'unreadable';
}

function blockOf(value: unknown): ReplBlock[] {
  const block = replBlock.safeParse(value);
  return block.success ? [block.data] : [];
}
