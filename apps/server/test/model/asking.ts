import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HostEndpoint } from '@kontor/protocol';
import { type Api, type ApiAnswer, type ApiCall, createApi } from '../world/api-client.ts';
import type { Choices } from './choices.ts';
import type { Model, Team } from './model.ts';
import type { AgentCaller, Caller, ProviderCaller } from './rights.ts';
import type { Stage } from './stage.ts';

/** How often what cannot be answered just now is asked again. */
const ASKED_AGAIN = 30;

/** One model beside one host, and what was done to both. */
export class Trial {
  readonly model: Model;
  readonly stage: Stage;
  /** What was asked, by whom, and what came back. */
  readonly told: string[] = [];
  /** How often each status or refusal came back. */
  readonly answers = new Map<string, number>();

  constructor(model: Model, stage: Stage) {
    this.model = model;
    this.stage = stage;
  }

  /** A number of its own, for names. */
  next(): number {
    this.model.count += 1;
    return this.model.count;
  }

  /** Asks the host, and holds its answer against the model's. */
  async ask<E extends HostEndpoint>(
    endpoint: E,
    { by, call, refusal, takeOver, success }: Asking<E>,
  ): Promise<void> {
    const api = createApi(this.stage.world.url, this.tokenOf(by));
    // a host whose database is busy says so, and is asked again as it says
    const headers = { 'idempotency-key': randomUUID() };
    let answer = await api(endpoint, { ...call, headers });
    for (let again = 0; answer.status === 503 && again < ASKED_AGAIN; again++) {
      await delay(Number(answer.headers.get('retry-after')) * 1000);
      answer = await api(endpoint, { ...call, headers });
    }
    const came = String(answer.error?.reason ?? answer.error?.code ?? answer.status);
    const expected = refusal ?? String(success ?? firstSuccess(endpoint));
    const { params, query, body } = call;
    this.answers.set(came, (this.answers.get(came) ?? 0) + 1);
    this.told.push(
      `${this.nameOf(by)}: ${endpoint.id} ${JSON.stringify({ ...params, ...query })} ${JSON.stringify(body) ?? ''} → ${came}`,
    );
    if (came !== expected) {
      const message = answer.error?.message ?? JSON.stringify(answer.body);
      throw new Error(`the model says ${expected}, the host says ${came}: ${message}`);
    }
    if (refusal === undefined) await takeOver?.(answer.body);
  }

  /** Speaks as somebody who owns the team. */
  ownerOf(team: Team): Api {
    const [person] = [...team.members].find(([, role]) => role === 'owner') ?? [];
    const api = this.stage.people[person ?? 0]?.api;
    if (api === undefined) throw new Error(`nobody owns ${team.slug}`);
    return api;
  }

  tokenOf(by: Anybody): string | undefined {
    if (by.kind === 'provider') return by.token;
    if (by.kind === 'agent') return by.agent.secret;
    return by.kind === 'token' ? by.token.secret : this.stage.people[by.person]?.token;
  }

  nameOf(by: Anybody): string {
    if (by.kind === 'provider') return 'the provider';
    if (by.kind === 'agent') return by.agent.name;
    return by.kind === 'token' ? `the token ${by.token.name}` : `person ${by.person}`;
  }
}

type Anybody = Caller | ProviderCaller | AgentCaller;

type Asking<E extends HostEndpoint> = {
  readonly by: Anybody;
  readonly call: ApiCall;
  /** The code with which the model refuses; undefined where it does what is asked. */
  readonly refusal: string | undefined;
  /** The status of success, where an endpoint has several. */
  readonly success?: number;
  /** Does the same to the model. */
  readonly takeOver?: (body: ApiAnswer<E>['body']) => void | Promise<void>;
};

const firstSuccess = ({ responses }: HostEndpoint) =>
  Object.keys(responses).find((status) => status.startsWith('2'));

/** What can be done: asks the host and does the same to the model. Nothing where there is nothing to do it to. */
export type Operation = (trial: Trial, choices: Choices) => Promise<void> | undefined;

/** A team, and who acts: mostly somebody who owns it. */
export function sceneOf(trial: Trial, choices: Choices): { team: Team; place: number; by: Caller } {
  const { teams } = trial.model;
  const place = choices.number(teams.length);
  const team = teams[place] as Team;
  return { team, place, by: callerFor(trial, choices, team) };
}

export function callerFor({ model, stage }: Trial, choices: Choices, team: Team): Caller {
  const owner = [...team.members].find(([, role]) => role === 'owner')?.[0] ?? 0;
  const kind = choices.number(8);
  if (kind < 5) return { kind: 'person', person: owner };
  if (kind < 7) return { kind: 'person', person: choices.number(stage.people.length) };
  const tokens = model.teams.flatMap((each) => each.tokens.map((token) => ({ token, team: each })));
  const drawn = choices.of(tokens.toReversed());
  return drawn === undefined ? { kind: 'person', person: owner } : { kind: 'token', ...drawn };
}
