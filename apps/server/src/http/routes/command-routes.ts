import { PassThrough } from 'node:stream';
import {
  actionsIn,
  answerOf,
  type createPermitCommand,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import type { ReplBlock } from '@kontor/protocol/partner';
import { teamId } from '@kontor/protocol/vocabulary';
import type { CommandEnd, RunCommand } from '../../partner-api/command-runner.ts';
import { outcomeOf } from '../../partner-api/outcome-of.ts';
import { forbidden } from '../authorise.ts';
import { type Route, route } from '../route.ts';
import { readResourceId } from './resource-routes.ts';

export type CommandRoutesPorts = {
  readonly permitCommand: ReturnType<typeof createPermitCommand>;
  readonly runCommand: RunCommand;
};

const JSON_LINES = { 'content-type': 'application/jsonl; charset=utf-8' };

/** What people type at a resource, and what it prints. */
export function commandRoutes({ permitCommand, runCommand }: CommandRoutesPorts): readonly Route[] {
  return [
    route(
      kontorEndpoints.runResourceCommand,
      async ({ caller, params, body, requestId, traceId }) => {
        const id = readResourceId(params.resource);
        if (!id.ok) return id;
        const { actor } = caller;
        // what a resource holds are values too
        const seeing = 'environment:read-values';
        if (caller.grant.isMandate && !actionsIn(caller.grant).includes(seeing)) {
          return forbidden(seeing, caller.grant.role);
        }
        const team = teamId.parse(caller.team.id);
        const { input, readOnly: isReadOnly } = body;
        const place = await permitCommand({
          teamId: team,
          actor,
          resourceId: id.value,
          isReadOnly,
        });
        if (!place.ok) return place;
        const lines = new PassThrough();
        const abandoned = new AbortController();
        lines.once('close', () => abandoned.abort());
        const command = { ...place.value, actor, input, isReadOnly, traceId };
        const { signal } = abandoned;
        let begin = () => {};
        const begun = new Promise<'begun'>((resolve) => {
          begin = () => resolve('begun');
        });
        const ended = runCommand({ ...command, key: `command_${requestId}`, signal }, (block) => {
          lines.write(lineOf(block));
          begin();
        });
        const first = await Promise.race([begun, ended]);
        if (first !== 'begun') return wholeAnswer(first, lines);
        // what has begun cannot be refused any more
        ended.then(
          (end) => lines.end(end.kind === 'done' ? '' : lineOf(brokenOff)),
          () => lines.end(lineOf(brokenOff)),
        );
        return ok({ status: 200 as const, body: lines as never, headers: JSON_LINES });
      },
    ),
  ];
}

/** The answer to a command that has ended before it printed anything. */
function wholeAnswer(end: CommandEnd, lines: PassThrough) {
  if (end.kind === 'no-answer') {
    lines.destroy();
    if (end.outcome.kind === 'unknown') return neverAnswered;
    const refused: Result<never, Refusal> = answerOf(
      outcomeOf(end.outcome, (never: never) => never),
    );
    return refused;
  }
  const blocks = end.kind === 'failed' ? end.blocks : [];
  lines.end(blocks.map(lineOf).join(''));
  const status = end.kind === 'failed' ? (400 as const) : (200 as const);
  return ok({ status, body: lines as never, headers: JSON_LINES });
}

const neverAnswered = refuse(
  'provider_outcome_unknown',
  'The provider never answered. Whether the command was carried out is not known, and it is not repeated.',
);

function lineOf(block: ReplBlock): string {
  return `${JSON.stringify(block)}\n`;
}

const brokenOff: ReplBlock = {
  type: 'paragraph',
  children: [
    {
      type: 'text',
      color: '#ff0000',
      text: 'The answer of the provider broke off here. Whether the command was carried out is not known.',
    },
  ],
};
