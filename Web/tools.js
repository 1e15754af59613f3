// The tools above the grid: the order, the options of a search, and the way to add images.

import { byId, h } from './dom.js';
import * as state from './state.js';

const sort = byId('sort'), options = byId('options-open'), drawer = byId('settings'), add = byId('add-open');

const ORDERS = { oldest: 'Oldest first', newest: 'Newest first' };

const fill = (choices, value) => {
  sort.replaceChildren(...Object.entries(choices).map(([key, text]) => h('option', { value: key }, text)));
  sort.value = value;
};

export function show(now, collection) {
  const isLibrary = Boolean(collection) && !state.isSearch(now);
  sort.hidden = !isLibrary || !collection.images;
  if (isLibrary) fill(ORDERS, now.order);
  options.hidden = !collection?.images && !now.company;
  add.hidden = !collection?.images || Boolean(collection.problem);
  if (options.hidden) toggle(false);
}

function toggle(yes) {
  drawer.hidden = !yes;
  options.setAttribute('aria-expanded', String(yes));
}

/** `onAdd()` when the visitor wants to add images. */
export function listen(onAdd) {
  options.addEventListener('click', () => toggle(drawer.hidden));
  sort.addEventListener('change', () => state.go({ order: sort.value }, { replace: true }));
  add.addEventListener('click', onAdd);
}
