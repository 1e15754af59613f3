// The folders that a collection is synced with: each can be synced alone or removed, and others can be added.

import * as api from './api.js';
import { ask } from './ask.js';
import { h } from './dom.js';
import * as format from './format.js';

/** The folders of each collection with the images of each, by the collection's name. */
export const of = async (collections, signal) => Object.fromEntries(await Promise.all(
  collections.filter(({ roots }) => roots?.length).map(async ({ name }) => [name, await api.roots(name, signal)])));

const facts = ({ images, offline, last_sync: synced }) => [
  format.plural(images, 'image'), offline ? 'offline: the folder is not there now' : null, synced ? `synced ${format.date(synced)}` : null].filter(Boolean).join(' · ');

async function remove(collection, root) {
  if (!await ask(`Remove ${root.directory} from “${collection.name}”? Its ${format.plural(root.images, 'image')} leave the collection; the files stay.`, 'Remove')) return false;
  await api.removeRoot(collection.name, root.id);
  return true;
}

function row(collection, root, { button, onSync }) {
  const name = `${collection.name} ${root.directory}`;
  return h('li', { testid: 'root', 'data-id': root.id }, h('code', {}, root.directory),
    h('span', { class: root.offline ? 'problem' : 'note' }, facts(root)),
    h('span', { class: 'row-tools' },
      button('Sync', 'root-sync', name, async () => { await api.startSync(collection.name, { root: root.id }); onSync(); return true; }, 'quiet small'),
      button('Remove', 'root-remove', name, () => remove(collection, root), 'quiet small')));
}

function form(collection, { onSync, onChanged, onProblem }) {
  const id = `root-of-${collection.name}`;
  const field = h('input', { type: 'text', id, testid: 'root-field', 'data-focus': id, required: true, autocomplete: 'off', spellcheck: 'false', placeholder: '/path/to/photos' });
  return h('form', { class: 'inline', onsubmit: async (event) => {
    event.preventDefault();
    try {
      await api.addRoot(collection.name, field.value.trim());
      field.value = '';
      onSync();
      onChanged();
    } catch (error) { onProblem(error); }
  } }, h('label', { class: 'note', for: id }, 'Add a folder'), field, h('button', { class: 'button small', testid: 'root-add' }, 'Add'));
}

/** The folders of a collection; `actions` has `button`, `onSync`, `onChanged` and `onProblem`. */
export const list = (collection, folders = [], actions) => h('details', { class: 'row-facts folders', open: folders.some(({ offline }) => offline) },
  h('summary', { testid: 'folders', 'data-focus': `folders/${collection.name}` }, folders.length ? format.plural(folders.length, 'folder') : 'No folder: images are uploaded'),
  h('ul', { class: 'roots', 'aria-label': `Folders of ${collection.name}` }, folders.map((root) => row(collection, root, actions))),
  form(collection, actions));
