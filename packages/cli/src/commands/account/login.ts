import { hostname } from 'node:os';
import { text as readText } from 'node:stream/consumers';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { isExposed } from '../../config/host-address.ts';
import { exitCode } from '../../exit-code.ts';
import { createCall } from '../../host/create-call.ts';
import { type Credentials, signIn } from '../../host/sign-in.ts';
import { signInByCode } from '../../host/sign-in-by-code.ts';
import { flag, text } from '../../inputs.ts';
import { suggestingCall } from '../../names/suggesting-call.ts';
import { steps } from '../../next/steps.ts';
import { quiet } from '../../output/line.ts';
import type { Session } from '../../session.ts';
import { openBrowser } from '../open/open-browser.ts';
import { identified, identify, requireTeam } from './identify.ts';
import { revoke, revokeFormer } from './revoke.ts';

/** More teams than this are no choice to read. */
const MOST_TEAMS = 5;

export const login = command({
  args: z.strictObject({}),
  options: z.strictObject({
    email: text('address', 'Sign in with this e-mail address and a password, not in a browser.'),
    passwordStdin: flag('Read the password from the standard input.'),
    browser: z
      .boolean()
      .default(true)
      .meta({ description: 'Do not open a browser; the address is printed in any case.' }),
  }),
  details:
    'Shows a code, which you allow in a browser where you are signed in, on this machine or another; then stores a token that is made for it, and revokes the one that a former login had made. The code is waited for as long as it is good, ten minutes, unless --timeout says less. With --email, signs in with a password, which is not kept. With --token, checks that token and stores it.',
  examples: [
    'kontor login --host https://market.example',
    'kontor login --no-browser --timeout 120',
    'kontor login --email ada@acme.example --password-stdin < password.txt',
    'kontor login --token kmt_… --team acme',
  ],
  output: identified,
  run: async ({ options }, session) => {
    const { host, settings, options: globals, profile } = session;
    const token = globals.token ?? (await newToken(session, options));
    const { interrupted } = session.world;
    const leftMs = globals.isTimeoutGiven ? session.leftMs : () => globals.timeoutMs;
    const call = suggestingCall(createCall({ host, token, interrupted, leftMs }));
    const identity = await identify(call, globals.team);
    if (globals.team !== undefined) {
      await requireTeam(call, identity, globals.team).catch(async (error: unknown) => {
        // what was made for nothing is not left behind
        if (globals.token === undefined) await revoke(session, token);
        throw error;
      });
    }
    const team = globals.team ?? keptTeam(profile.team, identity.teams);
    const isOpen = team === undefined && identity.teams.length > 1;
    await settings.saveProfile(host, {
      token,
      ...(globals.token !== undefined && { isGiven: true }),
      as: identity.name,
      ...(team === undefined ? {} : { team }),
    });
    const problem = await revokeFormer(session, token, leftMs);
    return {
      data: { host, ...identity.data, team: team ?? null },
      text: [`Signed in at ${host} as ${identity.name}.`],
      next: isOpen ? identity.teams.slice(0, MOST_TEAMS).map((each) => steps.useTeam(each)) : [],
      notes: [
        ...(isOpen ? ['You are in several teams. Choose one.'] : []),
        ...(session.world.environment.token === undefined
          ? []
          : ['KONTOR_TOKEN is set, and goes before the token that was stored now.']),
        ...(problem === undefined
          ? []
          : [`The token that was stored before could not be revoked: ${problem}`]),
        quiet(`Stored in ${session.world.environment.settingsPath}`),
      ],
    };
  },
});

/** The team in use, if the person is still in it; their only one otherwise. */
function keptTeam(current: string | undefined, teams: readonly string[]): string | undefined {
  if (current !== undefined && teams.includes(current)) return current;
  return teams.length === 1 ? teams[0] : undefined;
}

type Options = {
  readonly email?: string | undefined;
  readonly passwordStdin: boolean;
  readonly browser: boolean;
};

async function newToken(session: Session, options: Options): Promise<string> {
  const isByPassword = options.email !== undefined || options.passwordStdin;
  if (isExposed(session.host)) {
    const what = isByPassword ? 'password' : 'token';
    session.note(`${session.host} is not encrypted: the ${what} can be read on the way.`);
  }
  return isByPassword ? tokenByPassword(session, options) : tokenByCode(session, options);
}

/** Has somebody allow this machine in a browser: theirs here, or any other that they have. */
async function tokenByCode(session: Session, options: Options): Promise<string> {
  const { ask, host, world, progress, urgent } = session;
  const leftMs = session.options.isTimeoutGiven ? session.leftMs : asLongAsItIsGood;
  try {
    return await signInByCode({
      ...{ host, leftMs, interrupted: world.interrupted, machine: machineName() },
      show: ({ code, page, whole }) => {
        urgent([`To sign in, open ${whole}`, `or type ${code} at ${page}`]);
        if (options.browser && ask.canAsk && isWebAddress(whole)) openBrowser(whole);
        progress.say('Waiting until you have allowed it');
      },
    });
  } finally {
    progress.clear();
  }
}

const asLongAsItIsGood = () => Number.POSITIVE_INFINITY;

function isWebAddress(address: string): boolean {
  return ['http:', 'https:'].includes(new URL(address).protocol);
}

/** What this machine is called, without what no name should hold. */
function machineName(): string {
  return hostname().replaceAll(/\p{C}/gu, '').trim().slice(0, 90);
}

async function tokenByPassword(session: Session, options: Options): Promise<string> {
  const { ask, host, world } = session;
  const email =
    options.email ??
    (await ask.forText({ message: `E-mail address at ${host}?`, instead: '--email <address>' }));
  const password = options.passwordStdin
    ? await passwordFrom(world.stdin)
    : await ask.forPassword({ message: 'Password?', instead: '--password-stdin' });
  return tokenFor(session, { email, password });
}

async function passwordFrom(stdin: NodeJS.ReadStream): Promise<string> {
  const password = (await readText(stdin)).replace(/\r?\n$/, '');
  if (password !== '') return password;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: 'The standard input held no password.',
  });
}

/** Signs in, has a token made that outlives the session, and ends the session. */
async function tokenFor(
  { host, world, leftMs }: Pick<Session, 'host' | 'world' | 'leftMs'>,
  credentials: Credentials,
): Promise<string> {
  const person = await signIn({ host, interrupted: world.interrupted, leftMs }, credentials);
  const { body } = await person.call(tokenEndpoints.createToken, {
    body: { name: `kontor on ${machineName()}` },
  });
  await person.signOut();
  return body.secret;
}
