// Images chosen in the grid, and what can be done with all of them at once.

import * as api from './api.js';
import { ask, askText } from './ask.js';
import { valueOf } from './conditions.js';
import { byId, h } from './dom.js';
import * as fields from './fields.js';
import * as format from './format.js';
import * as grid from './grid.js';
import * as notice from './notice.js';

const AT_ONCE = 4;

const bar = byId('selection');
const chosen = new Map(); // id → image
let collection = null, last = null, onChanged = () => {};

/** `changed()` when images were changed or deleted. */
export const listen = (changed) => { onChanged = changed; };

export const has = (id) => chosen.has(id);

/** Chooses an image, or no longer; `isRange` chooses all from the one before. */
export function toggle(image, place, isRange) {
  const list = grid.list();
  if (isRange && last !== null && list) {
    for (let i = Math.min(last, place); i <= Math.max(last, place); i += 1) { const one = list.get(i); if (one) chosen.set(one.id, one); }
  } else if (!chosen.delete(image.id)) chosen.set(image.id, image);
  last = place;
  paint();
}

/** Another place has other images. */
export function show(now) {
  if (now?.name !== collection?.name) clear();
  collection = now;
}

export function clear() {
  if (chosen.size) { chosen.clear(); paint(); }
  last = null;
}

function paint() {
  bar.hidden = chosen.size === 0;
  for (const box of document.querySelectorAll('.card-choose')) box.setAttribute('aria-pressed', String(chosen.has(box.dataset.id)));
  document.body.classList.toggle('choosing', chosen.size > 0);
  const button = (text, testid, action, kind = '') => h('button', { class: `button ${kind}`, type: 'button', testid, onclick: action }, text);
  bar.replaceChildren(
    h('p', { role: 'status', testid: 'selection-count' }, `${format.plural(chosen.size, 'image')} chosen`),
    button('Category', 'selection-category', category), button('Attribute', 'selection-attribute', attribute),
    button('Delete', 'selection-delete', remove), button('Clear', 'selection-clear', clear, 'quiet'));
}

/** Does something with each; says what went wrong with some. */
async function each(work, verb) {
  const rest = [...chosen.values()], problems = [];
  let done = 0;
  const worker = async () => {
    for (let image = rest.shift(); image; image = rest.shift()) {
      try { await work(image); chosen.delete(image.id); } catch (error) { problems.push(`${image.id}: ${error.message}`); if (error.status === 0) rest.length = 0; }
      done += 1;
      bar.firstElementChild.textContent = `${verb} ${format.count(done)}`;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  paint();
  fields.forget(collection.name);
  await onChanged();
  if (problems.length) notice.error(`${format.plural(problems.length, 'image')} could not be changed. ${problems.slice(0, 3).join(' ')}`);
}

async function remove() {
  const stays = collection.directory ? ' Files of folders stay, and the next sync finds them again.' : '';
  if (await ask(`Delete ${format.plural(chosen.size, 'image')} from “${collection.name}”?${stays}`, 'Delete')) {
    await each((image) => api.deleteImage(collection.name, image.id), 'Deleted');
  }
}

async function category() {
  const name = await askText(`Put ${format.plural(chosen.size, 'image')} into a category`, { label: 'Category; a new name makes one', action: 'Put' });
  if (!name) return;
  try {
    const known = (await api.categories(collection.name, {})).find((one) => one.name === name) ?? await api.makeCategory(collection.name, name);
    await each((image) => api.changeImage(collection.name, image.id, { category: known.id }), 'Changed');
  } catch (error) { notice.error(error.message); }
}

async function attribute() {
  const text = await askText(`Give ${format.plural(chosen.size, 'image')} an attribute`, { label: 'name = value', action: 'Give', pattern: '[^=]+=.+', placeholder: 'colour = red' });
  if (!text) return;
  const cut = text.indexOf('=');
  const name = text.slice(0, cut).trim(), value = valueOf(text.slice(cut + 1));
  await each((image) => api.changeImage(collection.name, image.id, { merge_attributes: { [name]: value } }), 'Changed');
}
