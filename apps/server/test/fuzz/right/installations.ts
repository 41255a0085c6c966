import { kontorEndpoints as k } from '@kontor/protocol/kontor';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import { done } from '../../isolation/done.ts';
import { consoleOf } from '../../isolation/visits.ts';
import { signOn } from '../../sso/signing-on.ts';
import { createApi } from '../../world/api-client.ts';
import { tokenOf } from '../../world/voice.ts';
import type { Making, Makings, Stage } from './making.ts';

const another: Making = async ({ things }) => ({ at: await things.installed() });
const onAnotherPlan: Making = async ({ theirs: { stage }, things }) => {
  const at = await things.installed();
  await done(stage.owner.api(k.addPaymentMethod, { params: at, body: { token: 'test_ok' } }));
  return { at, body: { billingPlanId: 'team' } };
};
const scopes = ['read:project'];

/** Installations, their credentials, and how people come to their providers. */
export const installationMakings: Makings = {
  install: async ({ theirs: { integrationId: integration }, things }) => ({
    at: { team: await things.team() },
    body: { integration, acceptedPolicies: ['toc', 'eula'] },
  }),
  installIntegration: async ({ things }) => ({
    at: { team: await things.team() },
    body: { acceptedPolicies: { toc: ACCEPTED_AT, eula: ACCEPTED_AT } },
  }),
  updateTeamInstallation: onAnotherPlan,
  updateConfiguration: onAnotherPlan,
  renewInstallation: another,
  uninstall: another,
  uninstallEmpty: another,
  deleteConfiguration: another,
  linkAccount: ({ theirs: { integrationId: integration } }) => ({ body: { integration, scopes } }),
  exchangeAccountCode: async ({ theirs: { stage } }) => {
    const body = { integration: stage.integration.id, scopes };
    const params = { team: stage.team };
    const { url } = await done(stage.owner.api(k.linkAccount, { params, body }));
    const code = new URL(url).searchParams.get('code');
    return { body: { ...clientOf(stage), code, redirect_uri: consoleOf.redirectUrl } };
  },
  exchangeSsoToken: async ({ theirs: { stage, installation } }) => {
    const { code, state } = await signOn(stage, installation);
    return { body: { ...clientOf(stage), code, state } };
  },
  rotateCredentials: async (stage) => {
    const at = await stage.things.installed();
    return {
      at,
      body: { client_secret: stage.theirs.stage.integration.clientSecret },
      token: tokenOf(stage.theirs.stage, at.installation),
    };
  },
  revokeCredentials: async ({ theirs: { stage }, things }) => {
    const params = await things.installed();
    const token = tokenOf(stage, params.installation);
    const proof = { client_secret: stage.integration.clientSecret };
    const speak = createApi(stage.url, token);
    const rotated = await done(speak(p.rotateCredentials, { params, body: proof }));
    return { at: params, body: { ...proof, token }, token: rotated.access_token };
  },
  finalizeBilling: ending,
};

const ACCEPTED_AT = '2026-01-01T00:00:00Z';

const clientOf = ({ integration }: Stage['theirs']['stage']) => ({
  client_id: integration.id,
  client_secret: integration.clientSecret,
});

/** One that was removed, and whose provider has something to bill yet. */
async function ending({ theirs: { stage }, things }: Stage) {
  const at = await things.installed();
  const token = tokenOf(stage, at.installation);
  stage.provider.misbehave(
    ({ method, path }) => method === 'DELETE' && path.includes(at.installation),
    { kind: 'answer-after', status: 200, body: JSON.stringify({ finalized: false }) },
  );
  await done(stage.owner.api(k.uninstall, { params: at }));
  return { at, token };
}
