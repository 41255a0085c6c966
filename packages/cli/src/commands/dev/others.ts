import { randomBytes } from 'node:crypto';
import * as teamEndpoints from '@kontor/protocol/kontor/team';
import * as tokenEndpoints from '@kontor/protocol/kontor/token';
import type { Role } from '@kontor/protocol/vocabulary';
import { createCall } from '../../host/create-call.ts';
import { signUp } from '../../host/sign-in.ts';
import type { Session } from '../../session.ts';
import { readDevFile, writeDevFile } from './dev-file.ts';

type Who = { readonly as: Role; readonly dataDirectory: string };

/** The token of a member with a role, who joins the team when first asked for. */
export async function tokenOf(
  { world, leftMs }: Pick<Session, 'world' | 'leftMs'>,
  { as, dataDirectory }: Who,
): Promise<string> {
  const dev = await readDevFile(dataDirectory);
  const known = dev?.others[as];
  if (dev?.customer === undefined || known !== undefined) return known ?? '';
  const at = { host: dev.hostUrl, interrupted: world.interrupted, leftMs };
  const email = `${as}-${randomBytes(4).toString('hex')}@acme.localhost`;
  const password = randomBytes(12).toString('base64url');
  const { call } = await signUp(at, { name: `The ${as}`, email, password });
  const { body } = await call(tokenEndpoints.createToken, { body: { name: 'kontor dev' } });
  await createCall({ ...at, token: dev.customer.token })(teamEndpoints.addMember, {
    params: { team: dev.customer.team },
    body: { email, role: as },
  });
  await writeDevFile(dataDirectory, { ...dev, others: { ...dev.others, [as]: body.secret } });
  return body.secret;
}
