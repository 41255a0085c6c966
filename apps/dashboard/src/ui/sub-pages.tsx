import { Link } from '@tanstack/react-router';

export type SubPage = { readonly name: string; readonly to: string; readonly isExact?: boolean };

/** The pages of one area, beside each other. */
export function SubPages({
  label,
  pages,
}: {
  readonly label: string;
  readonly pages: readonly SubPage[];
}) {
  return (
    <nav
      aria-label={label}
      className="-mt-2 overflow-x-auto border-b border-line scroll-hint-canvas"
    >
      <ul className="flex gap-1">
        {pages.map(({ name, to, isExact = false }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: isExact, includeSearch: false }}
              className="block border-b-2 border-transparent px-2.5 py-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
