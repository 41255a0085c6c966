import type {
  InstallationKind,
  IntegrationCapabilities,
  ProductCapabilities,
} from '@kontor/protocol/vocabulary';

type Capable<Capabilities> = { readonly capabilities: Capabilities };

/**
 * Whether what a team has at the provider can be brought into an installation of a kind, in a browser. What is
 * said of the kind goes before what is said of both, and a product before its integration. An
 * integration that says nothing offers it by its Import Resource URL alone.
 *
 * @see spec/partner-api.md §8.1
 */
export function offersImport(
  kind: InstallationKind,
  integration: Capable<IntegrationCapabilities>,
  product?: Capable<ProductCapabilities>,
): boolean {
  const ofKind = kind === 'native' ? 'nativeImportResource' : 'connectedImportResource';
  return (
    product?.capabilities[ofKind] ??
    integration.capabilities[ofKind] ??
    product?.capabilities.importResource ??
    integration.capabilities.importResource ??
    true
  );
}
