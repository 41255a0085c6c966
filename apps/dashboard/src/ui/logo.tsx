/** The picture of an integration or a product, or the first letter of its name. */
export function Logo({ url, name }: { readonly url: string | undefined; readonly name: string }) {
  if (url?.startsWith('https://')) {
    return (
      <img
        src={url}
        alt=""
        loading="lazy"
        referrerPolicy="no-referrer"
        className="size-10 shrink-0 rounded-lg border border-line bg-white object-contain"
      />
    );
  }
  return (
    <span
      aria-hidden
      className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-accent-tint text-lg font-semibold text-accent"
    >
      {name.charAt(0).toUpperCase()}
    </span>
  );
}
