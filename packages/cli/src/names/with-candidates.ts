import type { AnyInput } from '@kontor/protocol';
import * as catalogEndpoints from '@kontor/protocol/kontor/catalog';
import * as projectEndpoints from '@kontor/protocol/kontor/project';
import * as teamEndpoints from '@kontor/protocol/kontor/team';
import type { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import type { Call } from '../host/endpoint-types.ts';
import { steps } from '../next/steps.ts';
import { similarTo } from './similar.ts';
import { probablyMeant, suggest } from './suggest.ts';
import { type Found, toldCandidates } from './told-candidates.ts';

/** What a host refused, with what there is in place of a name that it does not know. */
export async function withCandidates(
  call: Call,
  error: CliError,
  input: AnyInput,
): Promise<CliError> {
  const told = toldCandidates(error, input);
  if (told !== undefined) return suggesting(error, told, probablyMeant);
  // what helps must not hide what went wrong
  const found = await candidatesFor[error.code]?.(call, input).catch(() => undefined);
  return found === undefined ? error : suggesting(error, found, suggest);
}

function suggesting(
  error: CliError,
  { named, candidates }: Found,
  say: (typed: string, candidates: readonly string[]) => string,
): CliError {
  const meant = similarTo(named, candidates).map((name) => steps.choose(named, name));
  return error.with({
    exitCode: exitCode.notFound,
    message: error.message + say(named, candidates),
    next: [...error.next, ...meant],
    facts: { ...error.facts, candidates },
  });
}

type FindCandidates = (call: Call, input: AnyInput) => Promise<Found>;

const candidatesFor: Readonly<Record<string, FindCandidates>> = {
  team_not_found: async (call, { params }) => {
    const { body } = await call(teamEndpoints.listTeams, {});
    return { named: params?.team ?? '', candidates: body.teams.map(({ slug }) => slug) };
  },
  project_not_found: async (call, { params, body }) => {
    const { team = '' } = params ?? {};
    const answer = await call(projectEndpoints.listProjects, { params: { team } });
    return {
      named: params?.project ?? textIn(body, 'project'),
      candidates: answer.body.projects.map(({ name }) => name),
    };
  },
  integration_not_found: async (call, { params, body }) => {
    const answer = await call(catalogEndpoints.listCatalog, {});
    return {
      named: params?.integration ?? textIn(body, 'integration'),
      candidates: answer.body.integrations.map(({ slug }) => slug),
    };
  },
};

function textIn(body: unknown, key: string): string {
  if (typeof body !== 'object' || body === null) return '';
  const value = Object.entries(body).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : '';
}
