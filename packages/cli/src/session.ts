import { type Ask, createAsk } from './ask/ask.ts';
import { CliError } from './cli-error.ts';
import type { CommandEntry } from './commands/index.ts';
import { DEFAULT_HOST, readHostAddress } from './config/host-address.ts';
import { type Profile, type SettingsStore, settingsAt } from './config/settings.ts';
import { exitCode } from './exit-code.ts';
import type { GlobalOptions } from './global-options.ts';
import { createCall } from './host/create-call.ts';
import { createDownload, type Download } from './host/download.ts';
import type { Call } from './host/endpoint-types.ts';
import { suggestingCall } from './names/suggesting-call.ts';
import type { NextStep } from './next/next-step.ts';
import { steps } from './next/steps.ts';
import { createProgress, type Progress } from './output/progress.ts';
import type { Writer } from './output/writer.ts';
import type { World } from './world.ts';

/** What a command works with: one host, as one caller. */
export type Session = {
  /** Address of the host, without a slash at its end. */
  readonly host: string;
  readonly call: Call;
  /** Reads a file of the host that may be long. */
  readonly download: Download;
  /** The same for a command that goes on: each call has the time of `--timeout` for itself. */
  readonly callEndlessly: Call;
  /** The team to act in, by slug or id; the person is asked when there are several. */
  readonly team: () => Promise<string>;
  /** The team that was stated or chosen before, without asking anybody. */
  readonly chosenTeam: string | undefined;
  readonly ask: Ask;
  readonly progress: Progress;
  /** Whether one document alone is to stand on the standard output. */
  readonly isJson: boolean;
  readonly note: Writer['note'];
  readonly part: Writer['part'];
  readonly urgent: Writer['urgent'];
  readonly settings: SettingsStore;
  /** What is remembered of this host. */
  readonly profile: Profile;
  readonly options: GlobalOptions;
  /** Milliseconds until `--timeout` is over. */
  readonly leftMs: () => number;
  /** The exact command of a step, for what names it among other things. */
  readonly commandOf: (step: NextStep) => string | undefined;
  readonly world: World;
  /** Every command there is. */
  readonly commands: readonly CommandEntry[];
  /** Runs another command, with a world of its own. */
  readonly run: (world: World) => Promise<number>;
};

type Opening = Pick<Session, 'options' | 'commands' | 'run'> & { readonly writer: Writer };

export async function openSession(
  world: World,
  { options, writer, commands, run }: Opening,
): Promise<Session> {
  const { environment, stdin, stdout, stderr, interrupted } = world;
  const settings = settingsAt(environment.settingsPath);
  const { hosts, currentHost } = await settings.read();
  const host = readHostAddress(options.host ?? environment.hostUrl ?? currentHost ?? DEFAULT_HOST);
  const profile = hosts[host] ?? {};
  const given = options.token ?? environment.token;
  const deadline = performance.now() + options.timeoutMs;
  const leftMs = () => Math.max(0, deadline - performance.now());
  const caller = { host, token: given ?? profile.token, interrupted, leftMs };
  const call = suggestingCall(createCall(caller));
  const ask = createAsk({ stdin, stdout, isJson: writer.isJson, isYes: options.yes });
  // a token that was given may be somebody else's, who is not in the team remembered here
  const remembered = given === undefined ? profile.team : undefined;
  const stated = options.team ?? environment.team ?? remembered;
  let found: Promise<string> | undefined;
  return {
    host,
    call,
    download: createDownload(caller),
    callEndlessly: suggestingCall(createCall({ ...caller, leftMs: () => options.timeoutMs })),
    team: () => {
      found ??= stated === undefined ? findTeam(call, ask) : Promise.resolve(stated);
      return found;
    },
    chosenTeam: stated,
    ask,
    progress: createProgress(stderr),
    isJson: writer.isJson,
    note: writer.note,
    part: writer.part,
    urgent: writer.urgent,
    settings,
    profile,
    options,
    leftMs,
    commandOf: (step) => step.command({ ...options, argv: world.argv }),
    world,
    commands,
    run,
  };
}

async function findTeam(call: Call, ask: Ask): Promise<string> {
  const { listTeams } = await import('@kontor/protocol/kontor/team');
  const { body } = await call(listTeams, {}).catch((error: unknown) => {
    throw error instanceof CliError && error.code === 'forbidden' ? machineNeedsTeam(error) : error;
  });
  const slugs = body.teams.map(({ slug }) => slug);
  const [only] = slugs;
  if (only === undefined) throw noTeam();
  if (slugs.length === 1) return only;
  return ask.toChoose({
    message: `Which team? You are in ${slugs.join(', ')}.`,
    instead: '--team <slug>',
    answers: slugs.map((slug) => steps.answer('--team', slug)),
    choices: body.teams.map(({ slug, name }) => ({ value: slug, label: slug, hint: name })),
  });
}

function machineNeedsTeam(cause: CliError) {
  return new CliError({
    code: 'answer_needed',
    exitCode: exitCode.wrongUsage,
    message: 'A machine token belongs to one team: name it with --team or KONTOR_TEAM.',
    cause,
  });
}

function noTeam() {
  return new CliError({
    code: 'team_not_found',
    exitCode: exitCode.notFound,
    message: 'You are in no team yet. Make one on the host, or ask to be added to one.',
  });
}
