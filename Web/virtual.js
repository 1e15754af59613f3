// A grid of any length: only what is in view, and a little around it, is in the document. The page itself scrolls.

const AROUND = 2; // rows beside those in view
const FAST = 3; // pixels a millisecond: what flies by shows no pictures
const CALM = 90; // ms without scrolling until they are shown
const BUDGET = 5; // ms of making cells in one frame

/** `options`: `{ least, most, gap, text }`, the least width of a cell in CSS pixels and in how many columns at least,
    the gap, and the height of the text below the picture. `list` is as lists.js describes. `make(item, place)` returns a
    cell's element; `blank(place)` one of an item that is not there yet. */
export function virtualGrid(element, { make, blank }) {
  const cells = new Map(); // place → { node, isBlank }
  let list = null, options = null, shape = { columns: 1, cell: 1, row: 1 };
  let awaited = null; // the place to be focused once it is there
  let frame = 0, calm = 0, last = { at: 0, y: 0 }, isFast = false, isWorking = false;

  const rows = () => Math.ceil((list?.length ?? 0) / shape.columns);

  function measure() {
    const width = element.clientWidth;
    if (!width || !options) return;
    const columns = Math.max(options.columns, Math.floor((width + options.gap) / (options.least + options.gap)));
    const cell = (width - options.gap * (columns - 1)) / columns;
    shape = { columns, cell, row: cell + options.text + options.gap };
    element.style.height = `${Math.max(0, rows() * shape.row - options.gap)}px`;
    element.style.setProperty('--cell', `${cell}px`);
    for (const [place, { node }] of cells) put(node, place);
  }

  function put(node, place) {
    const x = (place % shape.columns) * (shape.cell + options.gap);
    const y = Math.floor(place / shape.columns) * shape.row;
    node.style.transform = `translate(${x}px, ${y}px)`;
  }

  function range() {
    const top = -element.getBoundingClientRect().top;
    const first = Math.floor(top / shape.row) - AROUND;
    const end = Math.ceil((top + innerHeight) / shape.row) + AROUND;
    return [Math.max(0, first) * shape.columns, Math.min(list.length, Math.max(0, end) * shape.columns)];
  }

  function cell(place) {
    const item = list.get(place);
    const isBlank = !item || isFast;
    const old = cells.get(place);
    if (old && (old.isBlank === isBlank || isBlank)) return false;
    const node = isBlank ? blank(place) : make(item, place);
    node.dataset.place = place;
    node.setAttribute('aria-posinset', place + 1);
    node.setAttribute('aria-setsize', list.isWhole ? list.length : -1);
    put(node, place);
    if (old) old.node.replaceWith(node);
    else element.append(node);
    cells.set(place, { node, isBlank });
    if (place === awaited && !isBlank) enter(place);
    return true;
  }

  function draw(budget = BUDGET) {
    frame = 0;
    if (!list || !element.clientWidth) return;
    isWorking = true;
    const [first, end] = range();
    const focused = document.activeElement?.closest?.('[data-place]');
    for (const [place, { node }] of cells) {
      if ((place >= first && place < end) || (node === focused && place < list.length)) continue;
      node.remove();
      cells.delete(place);
    }
    const begin = performance.now();
    let isDone = true;
    for (let place = first; place < end; place += 1) {
      if (cell(place) && performance.now() - begin > budget) { isDone = false; break; }
    }
    if (!isFast) list.want(first, end);
    isWorking = false;
    if (!isDone) ask();
  }

  const ask = () => { frame ||= requestAnimationFrame(() => draw()); };

  function scrolled() {
    if (!list || !element.offsetParent) return;
    const now = performance.now();
    const speed = Math.abs(scrollY - last.y) / Math.max(1, now - last.at);
    isFast = now - last.at < 100 && speed > FAST;
    last = { at: now, y: scrollY };
    clearTimeout(calm);
    if (isFast) calm = setTimeout(() => { isFast = false; ask(); }, CALM);
    ask();
  }

  function changed() {
    if (isWorking) return ask(); // the list answered at once
    measure();
    draw(Infinity);
  }

  /** Brings a cell into view and focuses what can be focused in it. */
  function focus(place) {
    if (!list?.length) return;
    const to = Math.max(0, Math.min(list.length - 1, place));
    const top = element.getBoundingClientRect().top + scrollY + Math.floor(to / shape.columns) * shape.row;
    const margin = 90;
    if (top < scrollY + margin) scrollTo({ top: top - margin, behavior: 'instant' });
    else if (top + shape.row > scrollY + innerHeight) scrollTo({ top: top + shape.row - innerHeight + 12, behavior: 'instant' });
    isFast = false;
    awaited = to;
    draw(Infinity);
    if (awaited !== null) enter(to);
  }

  /** Focuses a cell, or waits until it is there. */
  function enter(place) {
    const target = cells.get(place)?.node.querySelector('a, button');
    awaited = target ? null : place;
    target?.focus({ preventScroll: true });
  }

  element.addEventListener('keydown', (event) => {
    const here = Number(event.target.closest('[data-place]')?.dataset.place);
    if (!list || Number.isNaN(here) || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(innerHeight / shape.row) - 1) * shape.columns;
    const to = {
      ArrowLeft: here - 1, ArrowRight: here + 1, ArrowUp: here - shape.columns, ArrowDown: here + shape.columns,
      PageUp: here - page, PageDown: here + page, Home: 0, End: list.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to >= 0 && (to < list.length || event.key === 'PageDown')) focus(to);
  });

  addEventListener('pointerdown', () => { awaited = null; });
  new ResizeObserver(() => { if (list) { measure(); ask(); } }).observe(element);
  addEventListener('scroll', scrolled, { passive: true });
  addEventListener('resize', () => ask(), { passive: true });

  return {
    focus,
    /** Shows another list. */
    show(next, given) {
      clear();
      [list, options] = [next, given];
      isFast = false;
      list.onChange = changed;
      changed();
    },
    /** Draws cells again whose items have changed. */
    redraw() {
      for (const { node } of cells.values()) node.remove();
      cells.clear();
      changed();
    },
    clear() { clear(); element.style.height = ''; },
    list: () => list,
  };

  function clear() {
    awaited = null;
    if (list) list.onChange = () => {};
    list = null;
    cells.clear();
    element.replaceChildren();
  }
}
