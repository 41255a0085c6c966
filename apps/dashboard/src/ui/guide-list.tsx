import type { Product } from '@kontor/protocol/kontor';

/** Snippets and guides of a product, in its provider's words. @see spec/partner-api.md §10.5 */
export function GuideList({ product }: { readonly product: Product }) {
  const { guides = [], snippets = [] } = product.details;
  return (
    <>
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
    </>
  );
}
