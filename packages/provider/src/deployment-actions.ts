import type { updateDeploymentAction } from '@kontor/protocol/platform';
import { webhookPayloads } from '@kontor/protocol/webhooks';
import type { AccessToken } from './client/call-host.ts';
import { createHostClient, type HostClient } from './client/host-client.ts';
import { HostError } from './client/host-error.ts';
import type { WebhookEvent } from './webhook.ts';

/** One action of a resource for one deployment. */
export type DeploymentActionCall = {
  readonly installationId: string;
  readonly resourceId: string;
  readonly deploymentId: string;
  /** Its slug, as the product declares it. */
  readonly action: string;
};

type Report = NonNullable<ReturnType<(typeof updateDeploymentAction)['request']['parse']>>;
type Secrets = NonNullable<Report['outcomes']>[number]['secrets'];
type Said = Pick<Report, 'statusText' | 'statusUrl'>;

/** How an action went; `running` is told now, and how it ends by `host.reportDeploymentAction` later. */
export type DeploymentActionResult =
  | ({ readonly status: 'succeeded'; readonly secrets?: Secrets } & Said)
  | ({ readonly status: 'failed' | 'running' } & Said);

export type DeploymentActionHandler = {
  /** Does it. The same start may come again: answer the same then. */
  readonly start: (
    call: DeploymentActionCall,
    host: HostClient,
  ) => DeploymentActionResult | Promise<DeploymentActionResult>;
  /**
   * Undoes it, because the deployment was cancelled or removed, or nobody waits for it any more. May
   * come before its start, and again.
   */
  readonly undo: (call: DeploymentActionCall) => void | Promise<void>;
};

export type DeploymentActionsOptions = {
  readonly host: { readonly apiUrl: string; readonly fetch?: typeof globalThis.fetch };
  /** Finds the access token of an installation. */
  readonly accessToken: (installationId: string) => ReturnType<Exclude<AccessToken, string>>;
  /** By slug. */
  readonly actions: Readonly<Record<string, DeploymentActionHandler>>;
};

/**
 * Takes the events of deployment actions: has the handler of the slug do or undo it, and reports how it
 * went. Give it events whose signature is verified, as those of the `webhook` handler and of
 * `verifyWebhook` are. It answers whether the event was one of these; what is thrown is to be thrown
 * on, so that the host delivers the event again.
 *
 * @see spec/partner-api.md §10.10
 */
export function onDeploymentAction(
  options: DeploymentActionsOptions,
): (event: WebhookEvent) => Promise<boolean> {
  return async (event) => {
    const call = callIn(event);
    const slug = call?.action ?? '';
    const handler = Object.hasOwn(options.actions, slug) ? options.actions[slug] : undefined;
    if (call === undefined || handler === undefined) return false;
    await (event.type === START ? begin(options, handler, call) : handler.undo(call));
    return true;
  };
}

const START = 'deployment.integration.action.start';
const asked: ReadonlySet<string> = new Set([
  START,
  'deployment.integration.action.cancel',
  'deployment.integration.action.cleanup',
]);

function callIn({ type, payload }: WebhookEvent): DeploymentActionCall | undefined {
  if (!asked.has(type)) return undefined;
  const read = webhookPayloads[START].safeParse({ team: null, user: null, ...payload });
  if (!read.success) return undefined;
  const { installationId, resourceId, action, deployment } = read.data;
  return { installationId, resourceId, action, deploymentId: deployment.id };
}

async function begin(
  { host, accessToken }: DeploymentActionsOptions,
  { start, undo }: DeploymentActionHandler,
  call: DeploymentActionCall,
): Promise<void> {
  const { installationId } = call;
  const client = createHostClient({
    ...host,
    installationId,
    accessToken: () => accessToken(installationId),
  });
  const report = reportOf(await start(call, client));
  try {
    await client.reportDeploymentAction(call, report);
  } catch (error) {
    if (!isOver(error)) throw error;
    await undo(call);
  }
}

function reportOf(result: DeploymentActionResult): Report {
  if (result.status !== 'succeeded') return result;
  const { secrets, ...said } = result;
  return secrets === undefined
    ? said
    : { ...said, outcomes: [{ kind: 'resource-secrets', secrets }] };
}

/** The deployment or its action is gone. */
function isOver(error: unknown): boolean {
  return error instanceof HostError && (error.status === 404 || error.status === 410);
}
