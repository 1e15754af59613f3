// The collections: the list in the header, the facts in the footer, and the button that syncs one.

import * as api from './api.js';
import { byId, h } from './dom.js';
import * as format from './format.js';

const select = byId('collection');
const syncButton = byId('sync');
let list = [];

export const all = () => list;
export const find = (name) => list.find((collection) => collection.name === name) ?? null;
export const load = async () => { list = await api.collections(); return list; };

/** The collection to open when the address names none: the first that has pictures. */
export const favourite = () => (list.find((collection) => collection.images > 0) ?? list[0])?.name ?? null;

export function show(name) {
  const options = list.map((collection) => h('option', { value: collection.name },
    `${collection.name} (${format.count(collection.images)})`));
  if (name && !find(name)) options.unshift(h('option', { value: name }, `${name} (not found)`));
  if (!options.length) options.push(h('option', { value: '' }, 'No collections yet'));
  select.replaceChildren(...options);
  select.value = name ?? '';
  select.disabled = list.length === 0;

  const collection = find(name);
  syncButton.hidden = !collection?.directory;
  syncButton.title = collection?.directory ? `Index what changed in ${collection.directory}` : '';
  byId('facts').textContent = collection ? [
    format.plural(collection.images, 'picture'),
    collection.failed ? `${format.count(collection.failed)} could not be read` : null,
    `${collection.model}, ${format.count(collection.dimension)} numbers a picture`,
    `${collection.metric}, ${collection.index} index`,
    collection.directory,
  ].filter(Boolean).join(' · ') : '';
}

export const syncing = (yes) => {
  syncButton.disabled = yes;
  syncButton.lastElementChild.textContent = yes ? 'Syncing' : 'Sync';
};

export function listen({ onChoose, onSync }) {
  select.addEventListener('change', () => onChoose(select.value));
  syncButton.addEventListener('click', onSync);
}
