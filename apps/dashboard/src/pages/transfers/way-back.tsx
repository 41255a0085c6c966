/** The way to where a link came from. It is followed by hand only, with its host in sight. */
export function WayBack({ url }: { readonly url: string | undefined }) {
  const target = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) return null;
  return (
    <p>
      <a href={target.href} rel="noreferrer" className="text-accent underline">
        Back to {target.host}
      </a>
    </p>
  );
}
