/** A body of the wire, as text. */
export function JsonView({ label, value }: { readonly label: string; readonly value: unknown }) {
  return (
    <section aria-label={label} className="flex min-w-0 flex-col gap-1">
      <h3 className="font-medium">{label}</h3>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-72 overflow-auto rounded-md border border-line bg-canvas p-3 font-mono text-xs"
      >
        {value === null || value === undefined ? 'None' : JSON.stringify(value, null, 2)}
      </pre>
    </section>
  );
}
