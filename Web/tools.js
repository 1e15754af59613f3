// The tools above the grid: the order, the options of a search, and the way to add images.

import { byId, h } from './dom.js';
import * as state from './state.js';

const sort = byId('sort'), options = byId('options-open'), drawer = byId('settings'), add = byId('add-open'), fold = byId('fold'), frames = byId('frames');

const ORDERS = { oldest: 'Oldest first', newest: 'Newest first' };
const SORTS = { score: 'Best first', date: 'Newest of the best', name: 'The best by name' };

const fill = (choices, value) => {
  sort.replaceChildren(...Object.entries(choices).map(([key, text]) => h('option', { value: key }, text)));
  sort.value = value;
};

export function show(now, collection) {
  const isLibrary = !state.isSearch(now);
  sort.hidden = !collection?.images;
  sort.dataset.of = isLibrary ? 'order' : 'sort';
  if (isLibrary) fill(ORDERS, now.order);
  else fill(SORTS, now.sort);
  fold.checked = now.fold;
  frames.checked = now.frames;
  byId('frames-setting').hidden = !collection?.frames?.videos && !collection?.frames?.pages;
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
  sort.addEventListener('change', () => state.go({ [sort.dataset.of]: sort.value }, { replace: true }));
  add.addEventListener('click', onAdd);
  frames.addEventListener('change', () => state.go({ frames: frames.checked }, { replace: true }));
  fold.addEventListener('change', () => state.go({ fold: fold.checked }, { replace: true }));
}
