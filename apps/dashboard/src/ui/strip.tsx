import { Link, type LinkProps, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { classes } from './classes.ts';

/** Links beside each other, which scroll where they have no room. The one whose page is shown is in sight. */
export function Strip({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}) {
  const strip = useRef<HTMLElement>(null);
  const router = useRouter();
  useEffect(() => {
    const { current: whole } = strip;
    if (whole === null) return;
    const show = () => showCurrent(whole);
    // tells of the size that it has, too
    const ofSize = new ResizeObserver(show);
    ofSize.observe(whole);
    // another one is the current one as soon as somebody goes there, and not once its page has come
    const ofCurrent = new MutationObserver(show);
    ofCurrent.observe(whole, { subtree: true, childList: true, attributeFilter: [CURRENT] });
    // by then the router has put everything where it was scrolled to
    const unsubscribe = router.subscribe('onRendered', show);
    return () => {
      ofSize.disconnect();
      ofCurrent.disconnect();
      unsubscribe();
    };
  }, [router]);
  return (
    <nav ref={strip} aria-label={label} className={classes('relative overflow-x-auto', className)}>
      <ul className="flex gap-1">{children}</ul>
    </nav>
  );
}

const CURRENT = 'aria-current';

function showCurrent(strip: HTMLElement): void {
  const link = strip.querySelector<HTMLElement>(`[${CURRENT}=page]`);
  if (link === null) return;
  strip.scrollLeft = link.offsetLeft - (strip.clientWidth - link.offsetWidth) / 2;
}

/** One of them. */
export function StripLink({
  children,
  ...to
}: Omit<LinkProps, 'children'> & { readonly children: ReactNode }) {
  return (
    <li>
      <Link
        {...to}
        className="block border-b-2 border-transparent px-2.5 py-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
      >
        {children}
      </Link>
    </li>
  );
}
