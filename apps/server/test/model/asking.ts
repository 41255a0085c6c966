import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HostEndpoint } from '@kontor/protocol';
import { type Api, type ApiAnswer, type ApiCall, createApi } from '../world/api-client.ts';
import type { Choices } from './choices.ts';
import type { Model, Team } from './model.ts';
import type { AgentCaller, Caller, PlatformCaller, ProviderCaller } from './rights.ts';
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
    return createApi(this.stage.world.url, this.tokenOf(ownerOf(this, team)));
  }

  tokenOf(by: Anybody): string | undefined {
    if (by.kind === 'provider') return by.token;
    if (by.kind === 'platform') return this.stage.platform.secret;
    if (by.kind === 'agent') return by.agent.secret;
    if (by.kind === 'token') return by.token.secret;
    return by.through?.token.secret ?? this.stage.people[by.person]?.token;
  }

  nameOf(by: Anybody): string {
    if (by.kind === 'provider' || by.kind === 'platform') return `the ${by.kind}`;
    if (by.kind === 'agent') return by.agent.name;
    if (by.kind === 'token') return `the token ${by.token.name}`;
    return by.through ? `person ${by.person} of ${by.through.team.slug}` : `person ${by.person}`;
  }
}

type Anybody = Caller | ProviderCaller | PlatformCaller | AgentCaller;

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

export function callerFor(trial: Trial, choices: Choices, team: Team): Caller {
  const { model, stage } = trial;
  const owner = ownerOf(trial, team);
  const kind = choices.number(10);
  if (kind < 5) return owner;
  const { person } = stage.platform;
  // those before the platform's sign in
  if (kind < 7) return { kind: 'person', person: choices.number(person) };
  if (kind < 8) {
    const token = choices.of(ofAll(model, ({ tokens }) => tokens).toReversed());
    return token === undefined ? owner : { kind: 'token', ...token };
  }
  const through = choices.of(ofAll(model, ({ delegated }) => delegated).toReversed());
  return through === undefined ? owner : { kind: 'person', person, through };
}

/** Somebody who owns a team: where there is one, a person who signs in. */
function ownerOf({ stage }: Trial, team: Team): Caller {
  const owners = [...team.members].filter(([, role]) => role === 'owner').map(([place]) => place);
  const person = owners.find((place) => place !== stage.platform.person) ?? owners[0];
  if (person === undefined) throw new Error(`nobody owns ${team.slug}`);
  if (person !== stage.platform.person) return { kind: 'person', person };
  const token = team.delegated[0];
  if (token === undefined) throw new Error(`no token of the platform is for ${team.slug}`);
  return { kind: 'person', person, through: { token, team } };
}

export function ofAll<Item>({ teams }: Model, tokensOf: (team: Team) => readonly Item[]) {
  return teams.flatMap((team) => tokensOf(team).map((token) => ({ token, team })));
}
