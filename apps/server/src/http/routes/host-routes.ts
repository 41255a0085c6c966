import { ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import manifest from '../../../package.json' with { type: 'json' };
import { type Route, route } from '../route.ts';

export type HostRoutesPorts = {
  readonly issuer: string;
  readonly rotateSigningKey: () => Promise<{ readonly keyId: string; readonly signsFrom: Date }>;
};

export function hostRoutes({ issuer, rotateSigningKey }: HostRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getHost, async () =>
      ok({ status: 200, body: { name: 'Kontor', version: manifest.version, issuer } }),
    ),
    route(kontorEndpoints.rotateSigningKey, async () => {
      const { keyId, signsFrom } = await rotateSigningKey();
      return ok({ status: 201, body: { keyId, signsFrom: signsFrom.toISOString() } });
    }),
  ];
}
