// Draws a map: every image as a point, and as many as there is room for as pictures. It can be moved and zoomed with a
// pointer, two fingers or keys.

import { h, icon } from './dom.js';
import { pictures } from './map-pictures.js';
import { points } from './map-points.js';

const FULL = 65535;
const CELL = 64; // pixels for one picture, up to twice as many
const CLOSEST = 4000; // times

/** How a map lies in a frame: `scale` pixels for the whole map, its corner at `x`, `y`. */
function whole(width, height) {
  const scale = Math.max(50, Math.min(width, height) * 0.86);
  return { scale, x: (width - scale) / 2, y: (height - scale) / 2 };
}

/** `onOpen(id)` when the visitor chooses an image. */
export function canvas(map, { collection, onOpen }) {
  const surface = h('canvas', {
    class: 'map', testid: 'map', tabindex: 0, role: 'application', 'data-points': map.ids.length,
    'aria-label': 'Map of the collection. Arrow keys move it, plus and minus zoom, Enter opens the image in the middle.' });
  const name = h('p', { class: 'map-name', 'aria-hidden': 'true', hidden: true });
  const context = surface.getContext('2d');
  const look = { scale: 1, x: 0, y: 0 };
  let shown = []; // { place, x, y, size } of the pictures drawn last
  let frame = 0, fresh = true;
  let fitted = null; // the size of the frame that `look` is of
  let isOwn = false; // whether the visitor has moved or zoomed it
  const ask = () => { frame ||= requestAnimationFrame(paint); };
  const picture = pictures(collection, map.ids, ask);
  const places = chosen(map);
  const drawPoints = points(map, surface);

  function paint() {
    frame = 0;
    const width = surface.clientWidth, height = surface.clientHeight, ratio = devicePixelRatio;
    if (!width) return;
    const columns = Math.round(width * ratio), rows = Math.round(height * ratio);
    if (surface.width !== columns || surface.height !== rows) [surface.width, surface.height] = [columns, rows];
    if (fresh) isOwn = false;
    if (fresh || (!isOwn && isOther(width, height))) Object.assign(look, whole(width, height));
    else if (isOther(width, height)) follow(width, height);
    fresh = false;
    fitted = { width, height };
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    shown = inView(places(level(look.scale)), map, look, width, height);
    drawPoints(context, look, ratio);
    const begin = performance.now();
    for (const one of shown) {
      const image = picture(one.place, performance.now() - begin < 6);
      if (image) drawPicture(image, one);
    }
    surface.dataset.pictures = shown.length;
    surface.dataset.look = [look.scale, look.x, look.y].map((number) => number.toFixed(1)).join(' ');
  }

  const isOther = (width, height) => fitted && (fitted.width !== width || fitted.height !== height);

  /** In a frame of another size, what was in the middle stays there, as much larger as the whole map would be. */
  function follow(width, height) {
    const by = whole(width, height).scale / whole(fitted.width, fitted.height).scale;
    Object.assign(look, {
      scale: look.scale * by, x: width / 2 - (fitted.width / 2 - look.x) * by, y: height / 2 - (fitted.height / 2 - look.y) * by });
  }

  function drawPicture(image, { x, y, size }) {
    const share = Math.min(size / image.width, size / image.height);
    const w = image.width * share, t = image.height * share;
    context.drawImage(image, x - w / 2, y - t / 2, w, t);
  }

  function zoom(times, x = surface.clientWidth / 2, y = surface.clientHeight / 2) {
    const least = whole(surface.clientWidth, surface.clientHeight).scale * 0.6;
    const scale = Math.min(Math.max(look.scale * times, least), least * CLOSEST);
    const by = scale / look.scale;
    isOwn = true;
    Object.assign(look, { scale, x: x - (x - look.x) * by, y: y - (y - look.y) * by });
    ask();
  }
  const move = (dx, dy) => { isOwn = true; look.x += dx; look.y += dy; ask(); };
  const at = (x, y) => shown.findLast((one) => Math.abs(one.x - x) < one.size / 2 && Math.abs(one.y - y) < one.size / 2);
  const open = (one) => { if (one) onOpen(map.ids[one.place]); };
  const nearest = () => shown.toSorted((a, b) => distance(a, surface) - distance(b, surface))[0];

  pointers(surface, { move, zoom, onTap: (x, y) => open(at(x, y)), onHover: (x, y) => {
    const one = at(x, y);
    name.hidden = !one;
    name.textContent = one ? map.ids[one.place] : '';
    surface.style.cursor = one ? 'pointer' : 'grab';
  } });
  surface.addEventListener('keydown', (event) => {
    const act = {
      ArrowLeft: () => move(80, 0), ArrowRight: () => move(-80, 0), ArrowUp: () => move(0, 80), ArrowDown: () => move(0, -80),
      '+': () => zoom(1.4), '=': () => zoom(1.4), '-': () => zoom(1 / 1.4), 0: () => { fresh = true; ask(); }, Enter: () => open(nearest()) }[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });
  new ResizeObserver(ask).observe(surface);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { drawPoints.forgetColours(); ask(); });
  const button = (text, label, action, sign) => h('button', { class: 'button square', type: 'button', 'aria-label': label, title: label, testid: `map-${text}`, onclick: action }, icon(sign));
  return h('div', { class: 'map-frame' }, surface, name, h('div', { class: 'map-tools' },
    button('in', 'Zoom in', () => zoom(1.6), 'plus'), button('out', 'Zoom out', () => zoom(1 / 1.6), 'minus'),
    button('whole', 'Show all', () => { fresh = true; ask(); }, 'library')));
}

const distance = (one, surface) => Math.hypot(one.x - surface.clientWidth / 2, one.y - surface.clientHeight / 2);

/** How many pictures fit along a side of the map: a power of two, so that zooming changes them seldom. */
const level = (scale) => 2 ** Math.max(0, Math.floor(Math.log2(scale / CELL)));

const sizeAt = (scale) => Math.min(0.86 * scale / level(scale), 1.7 * CELL);

/** The images shown as pictures at a level, which don't cover each other. They are chosen on the whole map, so that moving
    it changes none. */
function chosen(map) {
  const known = new Map(); // level → places
  return (cells) => {
    if (!known.has(cells)) {
      if (known.size > 6) known.delete(known.keys().next().value);
      known.set(cells, apart(map, cells));
    }
    return known.get(cells);
  };
}

function apart(map, cells) {
  const taken = new Map(), found = []; // the place in each cell of a lattice
  const least = 0.8 * FULL / cells;
  const isFree = (place, column, row) => {
    for (let c = column - 1; c <= column + 1; c += 1) {
      for (let r = row - 1; r <= row + 1; r += 1) {
        const other = taken.get(r * (cells + 3) + c);
        if (other !== undefined && Math.abs(map.x[other] - map.x[place]) < least && Math.abs(map.y[other] - map.y[place]) < least) return false;
      }
    }
    return true;
  };
  for (let place = 0; place < map.ids.length; place += 1) {
    const column = Math.floor(map.x[place] / FULL * cells) + 1, row = Math.floor(map.y[place] / FULL * cells) + 1;
    const key = row * (cells + 3) + column;
    if (taken.has(key) || !isFree(place, column, row)) continue;
    taken.set(key, place);
    found.push(place);
  }
  return found;
}

function inView(places, map, look, width, height) {
  const size = sizeAt(look.scale), found = [];
  for (const place of places) {
    const x = look.x + map.x[place] / FULL * look.scale, y = look.y + map.y[place] / FULL * look.scale;
    if (x > -size && y > -size && x < width + size && y < height + size) found.push({ place, x, y, size });
  }
  return found;
}

/** One finger or a mouse moves, two fingers and the wheel zoom, a tap chooses. */
function pointers(surface, { move, zoom, onTap, onHover }) {
  const down = new Map(); // pointer id → its last place
  let travelled = 0;
  const place = (event) => {
    const frame = surface.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  };
  surface.addEventListener('wheel', (event) => {
    event.preventDefault();
    const { x, y } = place(event);
    zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0022)), x, y);
  }, { passive: false });
  surface.addEventListener('pointerdown', (event) => {
    surface.setPointerCapture(event.pointerId);
    if (!down.size) travelled = 0;
    down.set(event.pointerId, place(event));
  });
  surface.addEventListener('pointermove', (event) => {
    const now = place(event), before = down.get(event.pointerId);
    if (!before) return onHover(now.x, now.y);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      zoom(Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y)), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else move(now.x - before.x, now.y - before.y);
    travelled += Math.hypot(now.x - before.x, now.y - before.y);
    down.set(event.pointerId, now);
  });
  const end = (event) => {
    const { x, y } = place(event);
    if (down.delete(event.pointerId) && event.type === 'pointerup' && travelled < 5 && !down.size) onTap(x, y);
  };
  surface.addEventListener('pointerup', end);
  surface.addEventListener('pointercancel', end);
  surface.addEventListener('dblclick', (event) => { const { x, y } = place(event); zoom(2, x, y); });
}
