import {
  type IntegrationCapabilities,
  oldSecretsMaxDelayHours,
  type ProductCapabilities,
} from '@kontor/protocol/vocabulary';

/** How long old secrets can be kept working, in hours, where new ones can be asked for at all. */
export type RotationOffer = { readonly maxDelayHours: number };

/** What a product says of rotation goes before what its integration says. @see spec/partner-api.md §4.10 */
export function rotationOffer(
  integration: { readonly capabilities: IntegrationCapabilities },
  product: { readonly capabilities: ProductCapabilities },
): RotationOffer | undefined {
  const offered = product.capabilities.secretRotation ?? integration.capabilities.secretRotation;
  if (offered === undefined || offered === false) return undefined;
  return { maxDelayHours: offered === true ? oldSecretsMaxDelayHours : offered.maxDelayHours };
}
