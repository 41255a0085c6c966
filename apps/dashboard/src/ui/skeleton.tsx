/** Keeps the place of what is being read, in about its shape. */
export function Skeleton({ rows = 3 }: { readonly rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-3">
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row) => (
        <div key={row} className="h-12 animate-pulse rounded-lg bg-hover" />
      ))}
    </div>
  );
}
