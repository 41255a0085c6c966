import { Strip, StripLink } from './strip.tsx';

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
    <Strip label={label} className="-mt-2 border-b border-line scroll-hint-canvas">
      {pages.map(({ name, to, isExact = false }) => (
        <StripLink key={to} to={to} activeOptions={{ exact: isExact, includeSearch: false }}>
          {name}
        </StripLink>
      ))}
    </Strip>
  );
}
