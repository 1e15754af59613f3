// Other views of the images that are searched with: turned, mirrored, in parts.

import { byId } from './dom.js';
import { plural } from './format.js';
import * as state from './state.js';

const boxes = [...document.querySelectorAll('input[name=augment]')];
const by = byId('augment-by'), note = byId('augment-note');

/** How many views an image has, itself among them. */
const views = (chosen) => (chosen.includes('turns') ? 4 : 1) * (chosen.includes('mirror') ? 2 : 1) + (chosen.includes('crops') ? 5 : 0);

function sentence({ augment, parts }) {
  if (!augment.length) return 'Finds what lies another way, or shows a part only.';
  return parts.length ? `Each image is ${plural(views(augment), 'view')}: slower.` : 'Used with images, not with words.';
}

/** Images without files have no other views, and companies take none. */
export function show(now, collection) {
  byId('augment-setting').hidden = !collection?.model;
  for (const box of boxes) box.checked = now.augment.includes(box.value);
  byId('augment-by-setting').hidden = !now.augment.length;
  by.value = now.augmentBy;
  note.textContent = sentence(now);
}

/** `onChange(changes)` once the visitor has chosen. */
export function listen(onChange) {
  const chosen = () => state.VIEWS.filter((name) => boxes.some((box) => box.value === name && box.checked));
  for (const box of boxes) box.addEventListener('change', () => onChange({ augment: chosen() }));
  by.addEventListener('change', () => onChange({ augmentBy: by.value }));
}
