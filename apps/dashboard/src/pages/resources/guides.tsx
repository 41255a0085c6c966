import type { Product, Resource } from '@kontor/protocol/kontor';
import { GuideList } from '../../ui/guide-list.tsx';
import { Section } from '../../ui/page.tsx';
import { ProviderLink } from '../../ui/provider-link.tsx';

/** How to use a resource, in its provider's words. @see spec/partner-api.md §10.5 */
export function Guides({
  team,
  resource,
  product,
}: {
  readonly team: string;
  readonly resource: Resource;
  readonly product: Product;
}) {
  const { guides = [], snippets = [], resourceLinks = [] } = product.details;
  if (guides.length + snippets.length + resourceLinks.length === 0) return null;
  const place = { team, installation: resource.installationId, resource: resource.id };
  return (
    <Section title="How to use it">
      <ul className="flex flex-wrap gap-x-6 gap-y-2">
        {resourceLinks.map(({ title, href }) => (
          <li key={`${title} ${href}`}>
            <ProviderLink href={href} {...place}>
              {title}
            </ProviderLink>
          </li>
        ))}
      </ul>
      <GuideList product={product} />
    </Section>
  );
}
