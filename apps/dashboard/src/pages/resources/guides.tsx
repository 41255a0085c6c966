import type { Product, Resource } from '@kontor/protocol/kontor';
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
      {snippets.map(({ name, content }) => (
        <details key={name} className="rounded-lg border border-line bg-surface p-3">
          <summary className="cursor-pointer font-medium">{name}</summary>
          <pre className="mt-2 overflow-x-auto">
            <code>{content}</code>
          </pre>
        </details>
      ))}
      {guides.map(({ framework, title, steps }) => (
        <details
          key={`${framework} ${title}`}
          className="rounded-lg border border-line bg-surface p-3"
        >
          <summary className="cursor-pointer font-medium">
            {title} <span className="text-muted">{framework}</span>
          </summary>
          <ol className="mt-2 flex list-decimal flex-col gap-2 pl-5">
            {steps.map((step) => (
              <li key={step.title}>
                <p className="font-medium">{step.title}</p>
                <p className="whitespace-pre-wrap">{step.content}</p>
              </li>
            ))}
          </ol>
        </details>
      ))}
    </Section>
  );
}
