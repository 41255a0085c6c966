/**
 * What a host should know, in the plainest form: no code of the product stands behind it, only what
 * `spec` and `docs` promise. Teams, people and integrations are named by their places in a list.
 */
export type Model = {
  readonly teams: readonly Team[];
  /** Codes that were handed out, of all teams. */
  readonly offers: Offer[];
  /** Rises with whatever has to be told from others of its kind. */
  count: number;
};

export type Role = 'owner' | 'member' | 'developer' | 'billing' | 'viewer';

export type Team = {
  readonly slug: string;
  /** By the place of the person. */
  readonly members: Map<number, Role>;
  readonly tokens: Token[];
  /** What its platform calls it, if one made it. */
  readonly atPlatform: string | undefined;
  /** Of the person of the platform, who acts through it alone. */
  readonly delegated: Delegated[];
  readonly projects: Project[];
  readonly shared: Shared[];
  readonly installations: Installation[];
  /** The id of what is paid with, if there is something. */
  paymentMethod: string | undefined;
  /** By what they limit: the word team, or an id. */
  readonly limits: Map<string, Limit>;
  readonly purchases: Purchase[];
  /** By the ids of resources whose balances they fill up. */
  readonly topUpRules: Map<string, TopUpRule>;
  readonly invoices: Invoice[];
  readonly agents: Agent[];
  readonly approvals: Approval[];
  readonly invitations: Invitation[];
  readonly webhooks: Webhook[];
  /** The newest by the id of an installation. What was said while another team had it stays with that. */
  readonly reports: Map<string, Report>;
  /** The time that it is billed by, in milliseconds, where that is not the real one. */
  clock: number | undefined;
};

export type Token = {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly role: Role;
  readonly actions?: readonly string[];
  readonly projects?: readonly string[];
  readonly environments?: readonly string[];
  isRevoked: boolean;
};

/** A token that a platform made for one of its people. */
export type Delegated = { readonly id: string; readonly secret: string };

export type Project = {
  readonly id: string;
  name: string;
  /** Slugs of environments beside the three that every project has. */
  readonly custom: string[];
  readonly variables: Variable[];
};

export type Variable = {
  readonly id: string;
  name: string;
  value: string;
  environments: string[];
};

/** A variable that projects share; what a project has written itself goes before it. */
export type Shared = Variable & { readonly projects: string[] };

export type Installation = {
  readonly id: string;
  readonly integration: number;
  plan: string;
  isEnded: boolean;
  readonly resources: Resource[];
  /** Whether its provider has ever said what was used. */
  hasReported?: boolean;
};

/** What a provider has said of an installation: in milliseconds of its own clock, units and dollars. */
export type Report = {
  readonly at: number;
  /** The end of the day that it is about, in milliseconds. */
  readonly day: number;
  /** The end of its period, in milliseconds. */
  readonly until: number;
  readonly used: number;
  readonly owed: number;
};

export type Secret = {
  readonly name: string;
  readonly value: string;
  readonly prefix?: string;
  readonly environmentOverrides?: Readonly<Record<string, string>>;
};

export type Resource = {
  readonly id: string;
  readonly externalId: string;
  name: string;
  metadata: Readonly<Record<string, unknown>>;
  plan: string;
  secrets: readonly Secret[];
  readonly connections: Connection[];
  /** What its provider has said is left, in cents, and when, in milliseconds of its own clock. */
  balance?: { readonly at: number; readonly cents: number };
  isGone: boolean;
  /** Whether its team only linked it: it stays with that team. */
  readonly isLinked?: boolean;
};

export type Connection = {
  readonly id: string;
  readonly project: string;
  environments: string[];
  prefix: string | null;
};

export type Limit = { readonly amount: string; readonly hardStop: boolean };

export type Purchase = {
  readonly id: string;
  readonly amount: string;
  /** In which it was bought, by the team's time. */
  readonly month: number;
  /** What was filled up by itself; a purchase by hand has nothing here. */
  readonly filledUp?: { readonly installation: string; readonly resource: string };
};

/** Amounts in dollars. */
export type TopUpRule = {
  readonly below: string;
  readonly buys: string;
  readonly atMostPerMonth: string | null;
  /** Whether the next fall counts. */
  isArmed: boolean;
  stoppedFor: 'plan_changed' | 'spend_limit' | null;
  /** Until when nothing is bought, in milliseconds, once the month's most is reached. */
  heldUntil: number | undefined;
};

/** What a provider has billed; what is bought is not among them. */
export type Invoice = {
  readonly id: string;
  readonly installation: string;
  readonly resource: string;
  readonly amount: string;
  /** As it was submitted. */
  readonly body: unknown;
  /** In which it was made out, by the team's time. */
  readonly month: number;
  isPaid: boolean;
  /** Charges that found nothing to pay with, and when the first of them was. */
  failures: number;
  firstFailedAt: number | undefined;
};

/** What buys in the place of a person. */
export type Agent = {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly person: number;
  /** In dollars, for a month. */
  readonly budget: number;
  /** In dollars, by the month. */
  readonly spent: Map<number, number>;
  isRevoked: boolean;
};

/** A purchase that an agent waits for. */
export type Approval = {
  readonly id: string;
  readonly agent: Agent;
  readonly installation: string;
  readonly resource: string;
  readonly amount: string;
  state: 'pending' | 'approved' | 'refused';
  /** Whether the host may have ended it or not: what it hangs on was lost for a while. */
  isDoubtful: boolean;
};

/** Somebody who was asked into a team. The id is the code that they come in with. */
export type Invitation = {
  readonly id: string;
  readonly person: number;
  readonly role: Role;
  isOver: boolean;
};

export type Webhook = {
  readonly id: string;
  readonly events: readonly string[];
  /** Null for all projects. */
  readonly projects: readonly string[] | null;
  /** What it was sent, in order: of what, and which project. */
  readonly told: string[];
};

export type Offer = {
  readonly id: string;
  readonly code: string;
  readonly from: number;
  readonly kind: 'resource' | 'project' | 'installation';
  /** The id of what is handed over. */
  readonly subject: string;
  /** Resources that go along, as they were when the code was made. */
  readonly along: readonly string[];
  /** Whose they were. */
  readonly integrations: readonly number[];
  readonly disconnects: boolean;
  status: 'open' | 'done' | 'withdrawn' | 'declined';
  takenBy?: number;
};

export const everyEnvironment = ['production', 'preview', 'development'] as const;

export function teamCalled(slug: string, atPlatform?: string): Team {
  return {
    slug,
    members: new Map(),
    tokens: [],
    atPlatform,
    delegated: [],
    projects: [],
    shared: [],
    installations: [],
    paymentMethod: undefined,
    limits: new Map(),
    purchases: [],
    topUpRules: new Map(),
    invoices: [],
    agents: [],
    approvals: [],
    invitations: [],
    webhooks: [],
    reports: new Map(),
    clock: undefined,
  };
}

/** Webhooks that listen hear of what became of a project. */
export function tell({ webhooks }: Team, event: string, project: string): void {
  for (const { events, projects, told } of webhooks) {
    const hears = events.includes(event) && (projects?.includes(project) ?? true);
    if (hears) told.push(`${event} ${project}`);
  }
}

/** The environments of a project, in the order in which they are shown. */
export const environmentsOf = ({ custom }: Project) => [...everyEnvironment, ...custom];

export const isOpen = ({ isPaid }: Invoice) => !isPaid;

/** What a team has in use. */
export const resourcesOf = ({ installations }: Team) =>
  installations.flatMap((installation) =>
    installation.isEnded
      ? []
      : installation.resources
          .filter(({ isGone }) => !isGone)
          .map((resource) => ({ installation, resource })),
  );
