import type { Service, ServiceToken } from '@kontor/protocol/kontor';
import { serviceId, tokenId } from '@kontor/protocol/vocabulary';
import { expect, test } from 'vitest';
import { at, id } from './stand-in/goods.ts';
import { inProcess } from './stand-in/in-process.ts';
import { marketplace } from './stand-in/marketplace.ts';

const secret = `kst_${'x'.repeat(43)}`;

/** A host with services, which anybody here may keep. */
function host() {
  const services: Service[] = [];
  const tokens: ServiceToken[] = [];
  return marketplace({
    handlers: {
      listServices: () => [200, { services: [...services] }],
      createService: ({ body }) => {
        const service = { ...body, id: serviceId.parse(id('svc', 1)), createdAt: at };
        services.push(service);
        return [201, { service }];
      },
      deleteService: () => {
        services.splice(0);
        return [204, null];
      },
      listServiceTokens: () => [200, { tokens: [...tokens] }],
      createServiceToken: ({ body }) => {
        const token = {
          id: tokenId.parse(id('tok', 1)),
          hint: 'xxxx',
          createdAt: at,
          lastUsedAt: null,
          ...body,
          expiresAt: null,
        };
        tokens.push(token);
        return [201, { token, secret }];
      },
      deleteServiceToken: () => {
        tokens.splice(0);
        return [204, null];
      },
    },
  });
}

test('a service is made, gets a token that is shown once, loses it, and ends', async () => {
  const { signedIn: env, requestsTo } = await host();
  const { kontor } = inProcess();
  const scopes = ['--scopes', 'provision,read-events'];

  const created = await kontor(['services', 'create', 'Blue', '--signs-people-in'], { env });
  const listed = await kontor(['services', 'list'], { env });
  const token = await kontor(['services', 'token', 'Blue', 'deploys', ...scopes], { env });
  const tokens = await kontor(['services', 'tokens', 'Blue'], { env });
  const unsure = await kontor(['services', 'revoke', 'Blue', 'deploys'], { env });
  const revoked = await kontor(['services', 'revoke', 'Blue', 'deploys', '--yes'], { env });
  const removed = await kontor(['services', 'remove', 'Blue', '--yes'], { env });

  expect(created).toMatchObject({
    code: 0,
    stdout: `Created the service Blue (${id('svc', 1)}).\n`,
  });
  expect(requestsTo('createService')).toMatchObject([{ body: { signsPeopleIn: true } }]);
  expect(listed.stdout).toMatch(/^NAME +SIGNS PEOPLE IN .*\nBlue +yes /);
  expect(token).toMatchObject({ code: 0, stdout: `${secret}\n` });
  expect(tokens.stdout).toMatch(/deploys +xxxx +provision, read-events /);
  expect(tokens.stdout).not.toContain(secret);
  expect(unsure).toMatchObject({ code: 2, stdout: '' });
  expect([revoked.code, removed.code]).toEqual([0, 0]);
  expect(await kontor(['services', 'list'], { env })).toMatchObject({
    stdout: 'There are no services.\n',
  });
});

test('a token without a scope, or with one that is none, is not asked for', async () => {
  const { signedIn: env, requestsTo } = await host();
  const { kontor } = inProcess();

  for (const scopes of [[], ['--scopes', 'everything']]) {
    const { code, stderr } = await kontor(['services', 'token', 'Blue', 'x', ...scopes], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('provision, read-environments')]);
  }
  expect(requestsTo('createServiceToken')).toEqual([]);
});
