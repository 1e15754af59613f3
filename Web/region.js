// A region drawn on a picture: with a pointer, or with keys.

import { h } from './dom.js';

const LEAST = 0.02; // of a side
const STEP = 0.02;

const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

function inside({ x, y, width, height }) {
  const w = clamp(width, LEAST, 1), t = clamp(height, LEAST, 1);
  return { x: clamp(x, 0, 1 - w), y: clamp(y, 0, 1 - t), width: w, height: t };
}

const HANDLES = { nw: [-1, -1], n: [0, -1], ne: [1, -1], e: [1, 0], se: [1, 1], s: [0, 1], sw: [-1, 1], w: [-1, 0] };

/** Moves the edges of a region that a handle holds. */
function pulled(region, [sideways, down], dx, dy) {
  let { x, y, width, height } = region;
  const right = x + width, bottom = y + height;
  if (sideways < 0) { x = clamp(x + dx, 0, right - LEAST); width = right - x; }
  if (sideways > 0) width = clamp(width + dx, LEAST, 1 - x);
  if (down < 0) { y = clamp(y + dy, 0, bottom - LEAST); height = bottom - y; }
  if (down > 0) height = clamp(height + dy, LEAST, 1 - y);
  return { x, y, width, height };
}

/** Asks for a region of a picture; answers one, null for the whole picture, undefined where the visitor changed nothing. */
export function cut({ source, name, region }) {
  let now = region ?? { x: 0.2, y: 0.2, width: 0.6, height: 0.6 };
  const box = h('div', {
    class: 'region-box', testid: 'region-box', tabindex: 0, role: 'group', 'aria-roledescription': 'region',
    'aria-label': 'Region. Arrow keys move it, with Shift they change its size.', autofocus: true });
  for (const handle of Object.keys(HANDLES)) box.append(h('span', { class: `region-handle ${handle}`, 'data-handle': handle }));
  const picture = h('img', { src: source, alt: name, draggable: 'false', onload: () => fit(picture) });
  const stage = h('div', { class: 'region-stage', testid: 'region-stage' }, picture, box);

  const paint = () => Object.assign(box.style, {
    left: `${100 * now.x}%`, top: `${100 * now.y}%`, width: `${100 * now.width}%`, height: `${100 * now.height}%` });
  const set = (next) => { now = inside(next); paint(); };
  paint();
  listen(stage, box, () => now, set);

  const dialog = h('dialog', { class: 'region-dialog', testid: 'region', 'aria-labelledby': 'region-title' },
    h('form', { method: 'dialog' },
      h('h2', { id: 'region-title' }, 'Search with a region'),
      h('p', { class: 'note' }, `Draw a rectangle on “${name}”, or move and size the one there is.`),
      stage,
      h('div', { class: 'inline end' },
        h('button', { class: 'button', value: '' }, 'Cancel'),
        h('button', { class: 'button', value: 'whole', testid: 'region-whole' }, 'Whole image'),
        h('button', { class: 'button primary', value: 'region', testid: 'region-use' }, 'Search the region'))));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener('close', () => {
    dialog.remove();
    resolve({ region: now, whole: null }[dialog.returnValue]);
  }));
}

/** As large as there is room for, whatever the picture's own size. */
function fit(picture) {
  const share = Math.min((innerWidth * 0.86 - 40) / picture.naturalWidth, innerHeight * 0.6 / picture.naturalHeight, 4);
  picture.style.width = `${Math.round(picture.naturalWidth * share)}px`;
}

function listen(stage, box, get, set) {
  const at = (event) => {
    const frame = stage.getBoundingClientRect();
    return [clamp((event.clientX - frame.left) / frame.width, 0, 1), clamp((event.clientY - frame.top) / frame.height, 0, 1)];
  };
  stage.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    box.focus();
    stage.setPointerCapture(event.pointerId);
    const [x, y] = at(event);
    const before = get();
    const handle = HANDLES[event.target.dataset.handle];
    const isMove = event.target === box;
    const move = (further) => {
      const [toX, toY] = at(further);
      if (handle) set(pulled(before, handle, toX - x, toY - y));
      else if (isMove) set({ ...before, x: before.x + toX - x, y: before.y + toY - y });
      else set({ x: Math.min(x, toX), y: Math.min(y, toY), width: Math.abs(toX - x), height: Math.abs(toY - y) });
    };
    const end = () => { stage.removeEventListener('pointermove', move); stage.removeEventListener('pointerup', end); };
    stage.addEventListener('pointermove', move);
    stage.addEventListener('pointerup', end);
  });
  box.addEventListener('keydown', (event) => {
    const [dx, dy] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [];
    if (dx === undefined) return;
    event.preventDefault();
    const now = get();
    set(event.shiftKey ? pulled(now, [1, 1], dx, dy) : { ...now, x: now.x + dx, y: now.y + dy });
  });
}
