/** What can have the focus in place of something that was in it, from a part of a page to all of it. */
const PLACES = '[role="dialog"], [role="alertdialog"], section[tabindex], main';

/** What had the focus last, and what stands around it, the nearest first: in the page, and over it. */
let last: Element | undefined;
let inPage: readonly HTMLElement[] = [];
let overPage: readonly HTMLElement[] = [];

/**
 * Keeps the place of whoever works by keyboard: when what has the focus goes, such as the button that
 * removes its own row, the focus goes to what stood around it. Otherwise the next key would be for
 * nobody, so that Escape would leave a dialog open and Tab begin at the top of the page.
 */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    last = target;
    const places = placesAround(target);
    if (target.closest('main') === null) overPage = places;
    else [inPage, overPage] = [places, []];
  });
  new MutationObserver(() => {
    if (last?.isConnected !== false || isSomewhere()) return;
    last = undefined;
    if (focusFirst(overPage)) return;
    // a dialog that closes gives the focus back to what opened it, where that is still there
    afterFrames(2, () => isSomewhere() || focusFirst(inPage));
  }).observe(document.body, { childList: true, subtree: true });
}

function placesAround(element: Element): readonly HTMLElement[] {
  const place = element.closest<HTMLElement>(PLACES);
  if (place === null) return [];
  return place.parentElement === null ? [place] : [place, ...placesAround(place.parentElement)];
}

function isSomewhere(): boolean {
  return document.activeElement !== null && document.activeElement !== document.body;
}

function focusFirst(places: readonly HTMLElement[]): boolean {
  const place = places.find(({ isConnected }) => isConnected);
  if (place === undefined) return false;
  if (!place.hasAttribute('tabindex')) {
    place.tabIndex = -1;
    place.classList.add('outline-none');
  }
  place.focus({ preventScroll: true });
  return true;
}

function afterFrames(count: number, run: () => void): void {
  requestAnimationFrame(() => (count === 1 ? run() : afterFrames(count - 1, run)));
}
