import { ProviderError } from '@kontor/provider';
import {
  balancesIn,
  clientOf,
  type Fault,
  installationIn,
  type Parts,
  resourceIn,
} from '../provider/memory-provider.ts';
import { broken } from './broken-provider.ts';
import { installationsWith, meeting, resourcesWith, rewriting } from './faults.ts';

type Purchases = {
  /** Whether an invoice that was credited is known again. */
  readonly isOnce?: boolean;
  readonly isPaidAsked?: boolean;
  readonly creditsTo?: (resourceId: string) => string;
  /** Between the look whether it was credited and the crediting. */
  readonly between?: () => Promise<void>;
  readonly readInvoice?: (parts: Parts, installationId: string, invoiceId: string) => Promise<Read>;
};

type Read = {
  readonly state: string;
  readonly items: readonly { readonly resourceId?: string | undefined; readonly total: string }[];
};

/** The right way of crediting, but for what is given. */
function crediting(given: Purchases): Fault {
  const { isOnce = true, isPaidAsked = true, creditsTo = (id) => id } = given;
  return {
    handlers: (right, parts) => ({
      ...right,
      billing: {
        provisionPurchase: async ({ installationId, body: { invoiceId } }) => {
          const { store } = parts;
          const { balances } = installationIn(store, installationId);
          const read = given.readInvoice ?? readInvoice;
          const invoice = await read(parts, installationId, invoiceId).catch((cause: unknown) => {
            throw new ProviderError('conflict', 'The invoice cannot be read.', { cause });
          });
          if (isPaidAsked && invoice.state !== 'paid') {
            throw new ProviderError('conflict', 'The invoice is not paid.');
          }
          if (!isOnce || !store.credited.has(invoiceId)) {
            await given.between?.();
            store.credited.add(invoiceId);
            for (const { resourceId = '', total } of invoice.items) {
              const to = creditsTo(resourceId);
              balances.set(to, (balances.get(to) ?? 0) + Math.round(Number(total) * 100));
            }
          }
          return { timestamp: new Date(), balances: balancesIn(balances) };
        },
      },
    }),
  };
}

const readInvoice = (parts: Parts, installationId: string, invoiceId: string): Promise<Read> =>
  clientOf(parts, installationId).getInvoice(invoiceId);

/** Providers that are wrong about money, and about what they send to the host. */
export const brokenAboutMoney = [
  broken(
    'an invoice is credited as often as it is told',
    'credit-once',
    crediting({ isOnce: false }),
  ),
  broken(
    'an invoice that comes twice at once is credited twice',
    'credit-once-in-parallel',
    crediting({ between: meeting() }),
  ),
  broken(
    'an invoice is credited without being paid',
    'unpaid-not-credited',
    crediting({ isPaidAsked: false }),
  ),
  broken(
    'an invoice is credited without being read',
    'credit-purchase',
    crediting({ readInvoice: async () => ({ state: 'paid', items: [{ total: '10.00' }] }) }),
  ),
  broken(
    'what was bought for a resource is credited to the installation',
    'credit-purchase',
    crediting({ creditsTo: () => '' }),
  ),
  broken(
    'a credit has no time',
    'credit-purchase',
    rewriting(
      ({ path }) => path.endsWith('/billing/provision'),
      ({ timestamp: _, ...body }, response) => (response.ok ? body : response),
    ),
  ),
  broken('an event of a paid invoice credits as well', 'credit-once-beside-webhooks', {
    handlers: (right, { store }) => ({
      ...right,
      webhook: (event) => {
        const { installationId, invoiceTotal } = event.payload;
        const installation = store.installations.get(String(installationId));
        if (event.type === 'marketplace.invoice.paid' && installation !== undefined) {
          for (const id of installation.resources.keys()) {
            const before = installation.balances.get(id) ?? 0;
            installation.balances.set(id, before + Math.round(Number(invoiceTotal) * 100));
          }
        }
        return right.webhook(event);
      },
    }),
  }),
  broken(
    'the first credential is used for ever',
    'newest-credential',
    installationsWith(({ upsert }, { store }) => ({
      upsert: async (call) => {
        const first = store.installations.get(call.installationId)?.accessToken;
        const answer = await upsert(call);
        const installation = installationIn(store, call.installationId);
        if (first !== undefined) installation.accessToken = first;
        return answer;
      },
    })),
  ),
  broken(
    'a call that was told to wait comes again at once',
    'waits-when-told',
    crediting({
      readInvoice: (parts, installationId, invoiceId) =>
        readInvoice(parts, installationId, invoiceId).catch(() =>
          readInvoice(parts, installationId, invoiceId),
        ),
    }),
  ),
  broken(
    'usage is reported for a period without a length',
    'periods-of-the-provider',
    reporting((now) => ({ period: { start: now, end: now }, eod: now })),
  ),
  broken(
    'the end of a billing day lies outside of its period',
    'periods-of-the-provider',
    reporting((now) => ({
      period: { start: now, end: new Date(Date.parse(now) + 3_600_000).toISOString() },
      eod: new Date(Date.parse(now) + 7_200_000).toISOString(),
    })),
  ),
  broken(
    'an amount is sent as a number',
    'calls-of-the-provider',
    reporting((now) => ({
      ...monthFrom(now),
      billing: [
        { billingPlanId: 'pro', name: 'Pro', price: 20, quantity: 1, units: 'month', total: 20 },
      ],
    })),
  ),
  broken(
    'a body has a key that the host does not know',
    'calls-of-the-provider',
    reporting((now) => ({ ...monthFrom(now), customer: 'acme' })),
  ),
  broken(
    'a resource stays pending without a word',
    'pending-is-told',
    resourcesWith(({ provision }) => ({
      provision: async (call) => ({ ...(await provision(call)), status: 'pending' as const }),
    })),
  ),
  broken(
    'a resource is kept under the path of another installation when it is prepared',
    'own-resources-alone',
    claiming({ isOwn: false }),
  ),
  broken('a claim may be accepted by several', 'one-target-wins', claiming({ isOnce: false })),
  broken(
    'targets that accept at once both win',
    'targets-in-parallel',
    claiming({ between: meeting() }),
  ),
  broken('a claim never expires', 'expired-claim-refused', claiming({ expires: false })),
  broken(
    'an accept that comes again is refused',
    'transfer-resource',
    claiming({ isRepeatable: false }),
  ),
  broken('verifying a claim moves it', 'verifying-changes-nothing', {
    handlers: (right) => ({
      ...right,
      transfer: {
        ...right.transfer,
        verify: async (call) => {
          await right.transfer.accept({ ...call, idempotencyKey: undefined });
          return undefined;
        },
      },
    }),
  }),
  broken('an accept moves nothing', 'transfer-resource', {
    handlers: (right) => ({
      ...right,
      transfer: { ...right.transfer, accept: () => {} },
    }),
  }),
];

function monthFrom(now: string) {
  const end = new Date(Date.parse(now) + 30 * 86_400_000).toISOString();
  return { period: { start: now, end }, eod: end };
}

/** Reports usage after each provisioning, with a body that is given. */
function reporting(body: (now: string) => object): Fault {
  return resourcesWith(({ provision }, parts) => ({
    provision: async (call) => {
      const made = await provision(call);
      const timestamp = new Date().toISOString();
      const report = { timestamp, billing: [], usage: [], ...body(timestamp) };
      await clientOf(parts, call.installationId)
        .submitBillingData(report as never)
        .catch(() => undefined);
      return made;
    },
  }));
}

type Claims = {
  readonly isOwn?: boolean;
  readonly isOnce?: boolean;
  readonly expires?: boolean;
  readonly isRepeatable?: boolean;
  readonly between?: () => Promise<void>;
};

/** The right way of handing resources over, but for what is given. */
function claiming({
  isOwn = true,
  isOnce = true,
  expires = true,
  isRepeatable = true,
  between,
}: Claims): Fault {
  return {
    handlers: (right, { store }) => {
      const open = (id: string, installationId: string) => {
        const claim = store.claims.get(id);
        if (claim === undefined) throw new ProviderError('not_found', 'There is no such claim.');
        const isOver = expires && claim.expiresAt <= Date.now();
        const isTaken = claim.acceptedBy !== undefined && claim.acceptedBy !== installationId;
        if (isOver || (isOnce && isTaken)) throw new ProviderError('conflict', 'It is over.');
        return claim;
      };
      return {
        ...right,
        transfer: {
          create: ({ installationId, body: { resourceIds, expiresAt } }) => {
            if (isOwn) for (const id of resourceIds) resourceIn(store, installationId, id);
            const providerClaimId = crypto.randomUUID();
            const claim = { source: installationId, resourceIds, expiresAt };
            store.claims.set(providerClaimId, { ...claim, acceptedBy: undefined });
            return { providerClaimId };
          },
          verify: ({ installationId, providerClaimId }) => {
            open(providerClaimId, installationId);
            return undefined;
          },
          accept: async ({ installationId, providerClaimId }) => {
            const claim = open(providerClaimId, installationId);
            if (claim.acceptedBy === installationId) {
              if (isRepeatable) return;
              throw new ProviderError('conflict', 'It was accepted.');
            }
            await between?.();
            const from = claim.acceptedBy ?? claim.source;
            claim.acceptedBy = installationId;
            for (const id of claim.resourceIds) {
              const kept = store.installations.get(from)?.resources.get(id);
              if (kept === undefined) continue;
              installationIn(store, installationId).resources.set(id, kept);
              installationIn(store, from).resources.delete(id);
            }
          },
        },
      };
    },
  };
}
