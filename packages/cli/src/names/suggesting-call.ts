import type { AnyInput } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { CliError } from '../cli-error.ts';
import type { Call, Listen } from '../host/endpoint-types.ts';
import { steps } from '../next/steps.ts';
import { similarTo } from './similar.ts';
import { suggest } from './suggest.ts';

/**
 * A call that says more about a name the host does not know: it asks the host what there is, and
 * adds what was probably meant.
 */
export function suggestingCall(call: Call): Call {
  const suggesting = async (
    endpoint: Parameters<Call>[0],
    input: AnyInput,
    listen?: Listen,
  ): Promise<Awaited<ReturnType<Call>>> => {
    try {
      return await call(endpoint, input as never, listen);
    } catch (error) {
      throw error instanceof CliError ? await withCandidates(call, error, input) : error;
    }
  };
  return suggesting as Call;
}

async function withCandidates(call: Call, error: CliError, input: AnyInput): Promise<CliError> {
  const list = candidatesFor[error.code];
  if (list === undefined) return error;
  // what helps must not hide what went wrong
  const found = await list(call, input, error).catch(() => undefined);
  if (found === undefined) return error;
  const { named, candidates } = found;
  const meant = similarTo(named, candidates).map((name) => steps.choose(named, name));
  return error.with({
    message: error.message + suggest(named, candidates),
    next: [...error.next, ...meant],
    facts: { ...error.facts, candidates },
  });
}

type Found = { readonly named: string; readonly candidates: readonly string[] };
type FindCandidates = (call: Call, input: AnyInput, error: CliError) => Promise<Found | undefined>;

const candidatesFor: Readonly<Record<string, FindCandidates>> = {
  team_not_found: async (call, { params }) => {
    const { body } = await call(kontorEndpoints.listTeams, {});
    return { named: params?.team ?? '', candidates: body.teams.map(({ slug }) => slug) };
  },
  project_not_found: async (call, { params, body }) => {
    const { team = '' } = params ?? {};
    const answer = await call(kontorEndpoints.listProjects, { params: { team } });
    return {
      named: params?.project ?? textIn(body, 'project'),
      candidates: answer.body.projects.map(({ name }) => name),
    };
  },
  integration_not_found: async (call, { params, body }) => {
    const answer = await call(kontorEndpoints.listCatalog, {});
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
