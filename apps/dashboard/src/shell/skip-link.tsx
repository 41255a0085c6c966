/** The first stop of the keyboard: over the navigation, to where the page begins. */
export function SkipLink() {
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
    >
      Skip to the content
    </a>
  );
}
