import * as passkeyEndpoints from '@kontor/protocol/kontor/passkey';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { oneOf } from '../../names/one-of.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import type { Session } from '../../session.ts';

const passkeyArgument = { passkey: argument('Passkey, by name or id.') };
const { passkey } = passkeyEndpoints.updatePasskey.responses[200].shape;

export const listPasskeys = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'They are made in a browser, which keeps them.',
  examples: ['kontor passkeys list'],
  output: passkeyEndpoints.listPasskeys.responses[200],
  run: async (_, { call }) => {
    const { body } = await call(passkeyEndpoints.listPasskeys, {});
    return {
      data: body,
      text:
        body.passkeys.length === 0
          ? ['You have no passkeys.']
          : table(
              ['NAME', 'MADE', 'LAST USED', 'ID'],
              body.passkeys.map(({ name, createdAt, lastUsedAt, id }) => [
                name,
                day(createdAt),
                lastUsedAt === null ? 'never' : day(lastUsedAt),
                id,
              ]),
            ),
    };
  },
});

export const renamePasskey = command({
  args: z.strictObject({ ...passkeyArgument, name: argument('What it is called from now on.') }),
  options: z.strictObject({}),
  examples: ["kontor passkeys rename laptop 'old laptop'"],
  output: passkeyEndpoints.updatePasskey.responses[200],
  run: async ({ args }, session) => {
    const { id } = await findPasskey(session, args.passkey);
    const { body } = await session.call(passkeyEndpoints.updatePasskey, {
      params: { passkey: id },
      body: { name: args.name },
    });
    return { data: body, text: [`It is called ${body.passkey.name} now.`] };
  },
});

export const removePasskey = command({
  args: z.strictObject(passkeyArgument),
  options: z.strictObject({}),
  details: 'Who is signed in with it stays so. Asks before; elsewhere --yes is needed.',
  examples: ['kontor passkeys remove laptop --yes'],
  output: z.object({ removed: passkey }),
  run: async ({ args }, session) => {
    const removed = await findPasskey(session, args.passkey);
    await session.ask.toConfirm({ message: `Remove ${removed.name}?` });
    await session.call(passkeyEndpoints.deletePasskey, { params: { passkey: removed.id } });
    return { data: { removed }, text: [`${removed.name} signs nobody in any more.`] };
  },
});

async function findPasskey({ call }: Session, named: string): Promise<z.output<typeof passkey>> {
  const { body } = await call(passkeyEndpoints.listPasskeys, {});
  return oneOf(named, body.passkeys, {
    noun: 'passkey',
    names: ({ name, id }) => [name, id],
    tell: ({ name, id }) => `${id} (${name})`,
  });
}
