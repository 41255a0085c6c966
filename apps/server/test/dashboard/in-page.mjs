/** What runs inside of a page that a test looks at. Each is sent there alone, so each has whatever it uses in itself. */

/**
 * The addresses of all pages, of which places are written `$project`, and a way to them that needs no new
 * document. It is told by the application that runs, so no page can be forgotten.
 */
export function findRouter() {
  const holder = document.getElementById('root');
  const key = Object.keys(holder).find((each) => each.startsWith('__reactContainer$'));
  const found = {};
  const seen = [holder[key]];
  while (seen.length > 0 && !(found.router && found.client)) {
    const { memoizedProps, child, sibling } = seen.pop();
    found.router ??= memoizedProps?.router;
    found.client ??= memoizedProps?.client;
    seen.push(...[sibling, child].filter(Boolean));
  }
  const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
  const isBusy = () =>
    found.router.state.status !== 'idle' ||
    found.client.isFetching() > 0 ||
    document.querySelector('[aria-label=Loading]') !== null;
  window.goTo = async (path) => {
    await found.router.navigate({ href: path });
    await pause();
    while (isBusy()) await pause();
    await pause();
  };
  return Object.keys(found.router.routesByPath);
}

/**
 * Comes back once the page has been drawn at a width, and what it does itself about its size has been drawn, too. Who
 * changes the size of a window is answered before the page has heard of it.
 */
export async function nextPicture(width) {
  /** How many pictures a window may take until it has the size that it was given. */
  const MOST_PICTURES = 60;
  for (let each = 0; each < MOST_PICTURES && window.innerWidth !== width; each += 1) {
    await new Promise(requestAnimationFrame);
  }
  for (const _ of ['the size', 'what follows from it']) await new Promise(requestAnimationFrame);
}

/** What a page has to read, as far as that does not change with time: what is called how, and its pages beside it. */
export function partsOfPage() {
  const parts = document.querySelectorAll('h1, h2, h3, th, dt, label, nav a');
  return [...new Set([...parts].map(({ textContent }) => textContent.trim()))];
}

/**
 * What is wrong with how a page is laid out: whether it scrolls sideways, what is cut off, what lies over
 * something else, and which lines are longer than one reads. What scrolls by itself may be as wide as it likes.
 */
export function flawsInPage(mostLetters) {
  const SLACK = 2;
  /** The middle of how wide a letter is, measured by the size of its font. */
  const LETTER = 0.5;
  const CONTROLS = 'a, button, input, select, textarea, [role=button], [role=checkbox]';
  const { clientWidth, scrollWidth } = document.documentElement;

  const nameOf = (element) =>
    `${element.tagName.toLowerCase()} “${(element.textContent || element.getAttribute('aria-label') || element.name || '').trim().slice(0, 60)}”`;
  const ancestorsOf = (element) =>
    element === null ? [] : [element, ...ancestorsOf(element.parentElement)];
  const isOnlyHeard = (each) => each.offsetWidth <= 1 && each.offsetHeight <= 1;
  const isShown = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !ancestorsOf(element).some(
      (each) =>
        ['fixed', 'sticky'].includes(getComputedStyle(each).position) ||
        (each instanceof HTMLElement && isOnlyHeard(each)),
    );

  /** Where something is seen, and what cuts it off. */
  function sightOf(element, { left, right, top, bottom }) {
    const box = { left, right, top, bottom };
    let cutBy;
    for (const each of ancestorsOf(element)) {
      const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(each);
      const edge = each.getBoundingClientRect();
      for (const [overflow, from, to] of [
        [overflowX, 'left', 'right'],
        [overflowY, 'top', 'bottom'],
      ]) {
        if (overflow === 'visible' || each === document.documentElement || each === document.body)
          continue;
        const isHeld =
          ['auto', 'scroll'].includes(overflow) ||
          textOverflow === 'ellipsis' ||
          webkitLineClamp !== 'none';
        if (!isHeld && (box[from] < edge[from] - SLACK || box[to] > edge[to] + SLACK))
          cutBy ??= each;
        box[from] = Math.max(box[from], edge[from]);
        box[to] = Math.min(box[to], edge[to]);
      }
    }
    if (box.left < -SLACK || box.right > clientWidth + SLACK) cutBy ??= document.body;
    return { element, box, cutBy };
  }

  function textNodes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (textContent.trim() !== '' && isShown(parentElement)) found.push(walker.currentNode);
    }
    return found;
  }

  function linesOf(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].map((line) => sightOf(node.parentElement, line));
  }

  const isOver = ({ element, box }, other) =>
    !element.contains(other.element) &&
    !other.element.contains(element) &&
    Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left) > SLACK &&
    Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top) > SLACK + 1;

  const nodes = textNodes();
  const lines = nodes.flatMap(linesOf);
  const controls = [...document.querySelectorAll(CONTROLS)]
    .filter(isShown)
    .flatMap((element) => [...element.getClientRects()].map((part) => sightOf(element, part)));
  const pieces = [...lines, ...controls];
  /** A short word that goes on in the next line: what stands beside it has taken its room. */
  const brokenIn = (node) =>
    [...node.textContent.matchAll(/[\p{L}]{2,10}/gu)].filter(({ index, 0: word }) => {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const [first, ...more] = range.getClientRects();
      return more.some(({ top }) => top > first.top + SLACK);
    });
  const isOutOfSight = ({ box: { left, right } }) => right - left < 8;
  const isTooLong = ({ element, box }) =>
    element.closest('pre, code, svg') === null &&
    box.right - box.left >
      mostLetters * LETTER * Number.parseFloat(getComputedStyle(element).fontSize);
  return [
    ...(scrollWidth > clientWidth ? [`scrolls sideways: ${scrollWidth} in ${clientWidth}`] : []),
    ...pieces
      .filter(({ cutBy }) => cutBy !== undefined)
      .map(
        ({ element, cutBy }) =>
          `${nameOf(element)} is cut by ${cutBy.tagName.toLowerCase()}.${cutBy.className}`,
      ),
    ...pieces.flatMap((piece, index) =>
      pieces
        .slice(index + 1)
        .filter((other) => isOver(piece, other))
        .map((other) => `${nameOf(piece.element)} overlaps ${nameOf(other.element)}`),
    ),
    ...nodes
      .filter((node) => node.parentElement.closest('pre, code') === null)
      .flatMap(brokenIn)
      .map(({ 0: word, input }) => `“${word}” is broken in “${input}”`),
    ...controls
      .filter((piece) => piece.element.matches('nav [aria-current=page]') && isOutOfSight(piece))
      .map(({ element }) => `${nameOf(element)} is the current one, and out of sight`),
    ...lines
      .filter(isTooLong)
      .map(
        ({ element, box }) => `${nameOf(element)} is a line of ${Math.round(box.right - box.left)}`,
      ),
  ];
}

/**
 * What has the focus: how it is called, and whether one sees that it has it, by a line around it or around
 * the box that is drawn for it, within what is in sight.
 */
export function focusInPage() {
  const focused = document.activeElement ?? document.body;
  const textOf = (element) => element?.textContent ?? '';
  const byIds = (focused.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean);
  const names = [
    focused.getAttribute('aria-label') ?? '',
    ...[...(focused.labels ?? [])].map(textOf),
    ...byIds.map((id) => textOf(document.getElementById(id))),
    textOf(focused),
  ];
  const label = focused.matches('input[type=checkbox], input[type=radio]')
    ? focused.closest('label')
    : null;
  const drawn = label === null ? [focused] : [label, ...label.querySelectorAll('*')];
  const isOutlined = drawn.some((each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  });
  const { left, right, top, bottom } = (label ?? focused).getBoundingClientRect();
  const isInSight = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return {
    called: names.filter(Boolean).join(' ').trim(),
    // where a new page begins is no stop, and has no line around it
    isAnywhere: focused.tabIndex >= 0,
    isSeen: isOutlined && isInSight,
  };
}
