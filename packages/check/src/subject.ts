import {
  integrationCapabilities,
  metadata,
  metadataSchema,
  productCapabilities,
  replSettings,
} from '@kontor/protocol';
import * as z from 'zod';

/**
 * A product as it is registered with a host, with what the kit cannot know by itself: values that can be
 * filled in, and lines that can be typed.
 */
const product = z.object({
  slug: z.string().min(1),
  metadataSchema: metadataSchema.optional(),
  capabilities: productCapabilities.partial().catch({}).default({}),
  repl: replSettings.nullish(),
  /** Values for the form; made of its defaults unless given. */
  metadata: metadata.optional(),
  /** Other values that a resource can be changed to. */
  changedMetadata: metadata.optional(),
  /** Values that the provider has to refuse. */
  wrongMetadata: metadata.optional(),
  /** The plan to provision under; the first that is offered unless given. */
  billingPlanId: z.string().min(1).optional(),
  /** A line that reads, and one that writes. */
  replLines: z.object({ reads: z.string(), writes: z.string() }).optional(),
});

/** How an integration is registered, as far as it says what its provider has to do. */
export const registration = z.object({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  webhookUrl: z.string().optional(),
  redirectLoginUrl: z.string().optional(),
  billsPerInstallation: z.boolean().default(false),
  capabilities: integrationCapabilities.partial().catch({}).default({}),
  /** Whether resources can be changed after they were made. */
  updates: z.boolean().default(true),
  products: z.array(product).min(1),
});
export type Registration = z.input<typeof registration>;

/** The provider that is judged. */
export type Subject = z.output<typeof registration> & { readonly baseUrl: string };

/** What not every provider has to do. */
export type Ability =
  | 'changes of resources'
  | 'rotation'
  | 'REPL'
  | 'transfers'
  | 'prepayments'
  | 'plans for installations'
  | 'webhooks'
  | 'single sign-on';

/** What the registration says that the provider does; prepayments are found among its plans. */
export function abilitiesOf(subject: Subject): Set<Ability> {
  const [{ capabilities, repl } = { capabilities: {}, repl: null }] = subject.products;
  const isSigned = subject.clientSecret !== undefined;
  const has: Record<Exclude<Ability, 'prepayments'>, boolean> = {
    'changes of resources': subject.updates,
    rotation: Boolean(capabilities.secretRotation ?? subject.capabilities.secretRotation),
    REPL: repl?.enabled === true,
    transfers: (capabilities.transferable ?? subject.capabilities.transferable) === true,
    'plans for installations': subject.billsPerInstallation,
    webhooks: subject.webhookUrl !== undefined && isSigned,
    'single sign-on': subject.redirectLoginUrl !== undefined && isSigned,
  };
  return new Set(
    Object.entries(has).flatMap(([ability, isThere]) => (isThere ? [ability as Ability] : [])),
  );
}
