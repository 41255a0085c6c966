import { randomBytes } from 'node:crypto';
import type { ReportedNewResource } from '@kontor/provider';
import type { CallOptions, TestHost } from './test-host.ts';

export const accessToken = 'token-of-the-installation-for-calls-back';

export type Secrets = Readonly<Record<string, string>>;
export type Provisioned = Omit<ReportedNewResource, 'secrets'> & {
  readonly secrets: Secrets;
  readonly url: string;
};

/** A team with an installation of its own, acting through the host. */
export function teamOf(host: TestHost, baseUrl: () => string) {
  const installationId = `icfg_${randomBytes(12).toString('hex')}`;
  const path = `/v1/installations/${installationId}`;
  const call = (method: string, below: string, options: CallOptions = {}) =>
    host.call(baseUrl(), { method, installationId, path: `${path}${below}`, ...options });

  return {
    installationId,
    call,
    install: () => call('PUT', '', { body: installing }),
    uninstall: (options?: CallOptions) => call('DELETE', '', options),
    /** Provisions, and expects that it succeeds. */
    provision: async (wanted: object = {}, key?: string): Promise<Provisioned> => {
      const body = { ...provisioning, ...wanted };
      const answer = await call('POST', '/resources', { body, ...(key !== undefined && { key }) });
      if (answer.status !== 200) throw new Error(`provisioning was refused: ${answer.text}`);
      return withSecrets(answer.json);
    },
  };
}

export type Team = ReturnType<typeof teamOf>;

export const installing = {
  scopes: ['read-write:integration-resource'],
  acceptedPolicies: { toc: '2026-01-05T10:00:00.000Z', eula: '2026-01-05T10:00:00.000Z' },
  credentials: { access_token: accessToken, token_type: 'Bearer' },
  account: { url: 'https://kontor.test/i', contact: { email: 'ann@acme.test' } },
};

export const provisioning = {
  productId: 'postgres',
  name: 'prod',
  metadata: { region: 'fra1', size: 'small' },
  billingPlanId: 'free',
};

export function withSecrets(resource: ReportedNewResource): Provisioned {
  const secrets = secretsIn(resource.secrets);
  return { ...resource, secrets, url: secrets.DATABASE_URL ?? '' };
}

export function secretsIn(list: readonly { name: string; value: string }[]): Secrets {
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}
