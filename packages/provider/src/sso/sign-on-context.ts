import type { SsoPath } from '@kontor/protocol/vocabulary';
import { ssoContext } from '@kontor/protocol/vocabulary';

/** What the person came to see. What is not told is not there; without anything, show the installation. */
export type SignOnContext = {
  /** Your own ids. */
  readonly productId?: string;
  readonly resourceId?: string;
  /** Where it was opened from, by the host's ids. */
  readonly projectId?: string;
  readonly checkId?: string;
  readonly experimentationItemId?: string;
  readonly invoiceId?: string;
  readonly pullRequestUrl?: string;
  readonly path?: SsoPath;
  /** A page of yours, absolute: it stands on an origin that you allow, whatever was asked for. */
  readonly url?: string;
};

export type Console = {
  /** Where your console stands; relative addresses are below it. */
  readonly consoleUrl: string;
  /** Further origins that a person may be taken to, such as `https://docs.example`. */
  readonly allowedOrigins: readonly string[];
};

/**
 * Reads what a query asks for. A part that the protocol has not is passed over, and so is an address
 * that leads to somebody else: following it would lend your name to whoever wrote it.
 *
 * @see spec/sso.md — SSO-7, SSO-8
 */
export function contextOf(query: URLSearchParams, console: Console): SignOnContext {
  const told = (name: keyof typeof ssoContext.shape) =>
    ssoContext.shape[name].safeParse(query.get(name) ?? undefined).data;
  const parts = {
    productId: told('product_id'),
    resourceId: told('resource_id'),
    projectId: told('project_id'),
    checkId: told('check_id'),
    experimentationItemId: told('experimentation_item_id'),
    invoiceId: told('invoice_id'),
    pullRequestUrl: told('pr'),
    path: told('path') ?? (told('support') === 'true' ? 'support' : undefined),
    url: ownAddress(told('url'), console),
  };
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => value !== undefined),
  ) satisfies SignOnContext;
}

function ownAddress(
  text: string | undefined,
  { consoleUrl, allowedOrigins }: Console,
): string | undefined {
  if (text === undefined || !URL.canParse(text, consoleUrl)) return undefined;
  const url = new URL(text, consoleUrl);
  const origins = [consoleUrl, ...allowedOrigins].map((each) => new URL(each).origin);
  // an address with a name and password in it is never one of the provider's own
  return origins.includes(url.origin) && url.username === '' ? url.href : undefined;
}
