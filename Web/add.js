// Ways to add images to a collection: chosen or dropped on this page, or a folder of the machine that the server runs on.

import * as api from './api.js';
import { h } from './dom.js';
import * as notice from './notice.js';
import * as upload from './upload.js';

const COLLECTION = 'pictures'; // where none is chosen

let handlers = { onMade() {}, onSync() {} };

/** `onMade(collection)` when images begin to come, `onSync(collection)` when a folder is being indexed. */
export const listen = (given) => { handlers = given; };

async function make(name, directory) {
  try {
    await api.makeCollection({ name, ...directory ? { directory } : {} });
    return true;
  } catch (error) {
    if (error.status !== 409) throw error; // there already
    return false;
  }
}

/** Adds images to a collection; null is for one of its own. */
export async function add(collection, files) {
  if (!files.some(upload.mayBePicture)) return notice.error(files.length ? 'None of these files is an image.' : 'These files are empty.');
  notice.clearError();
  try {
    if (!collection) await make(COLLECTION);
    upload.add(collection ?? COLLECTION, files);
    handlers.onMade(collection ?? COLLECTION);
  } catch (error) { notice.error(error.message); }
}

/** A folder's name as a collection's. */
export const nameOf = (folder) => (folder.split('/').filter(Boolean).pop() ?? '').normalize('NFKD')
  .replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 100) || COLLECTION;

async function index(folder) {
  const name = nameOf(folder);
  notice.clearError();
  try {
    if (!await make(name, folder)) throw new Error(`A collection called “${name}” exists already. Choose it from the list.`);
    try {
      await api.startSync(name);
    } catch (error) {
      await api.deleteCollection(name).catch(() => {}); // made for this only; what went wrong is said below
      throw error;
    }
    handlers.onSync(name);
  } catch (error) { notice.error(error.message); }
}

function chooser(text, testid, onFiles, properties) {
  const input = h('input', {
    class: 'unseen', type: 'file', multiple: true, testid, ...properties,
    onchange: () => { const files = [...input.files]; input.value = ''; onFiles(files); },
  });
  return h('label', { class: properties.webkitdirectory ? 'button' : 'button primary' }, text, input);
}

const choosers = (onFiles) => h('div', { class: 'inline' },
  chooser('Add images', 'add-files', onFiles, { accept: 'image/*,.heic,.heif,.avif,.tif,.tiff,.bmp,.webp' }),
  chooser('Add a folder', 'add-folder', onFiles, { webkitdirectory: true }));

/** What leads to the first image; `collection` is the empty one, null where there is none at all. */
export function panel(collection) {
  const parts = [choosers((files) => add(collection, files)), h('p', { class: 'note' }, 'Or drop them anywhere on this page. The server stores a copy of each.')];
  return collection ? parts : [...parts, folderForm()];
}

function folderForm() {
  const path = h('input', { type: 'text', id: 'folder-path', testid: 'folder-path', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: '/path/to/photos' });
  return h('form', { class: 'folder-form', onsubmit: (event) => { event.preventDefault(); index(path.value.trim()); } },
    h('label', { for: 'folder-path' }, 'Or index a folder on the machine that runs Lookalike. Its images stay where they are.'),
    h('div', { class: 'inline' }, path, h('button', { class: 'button', type: 'submit', testid: 'folder-index' }, 'Index this folder')));
}

/** Asks for images to add to a collection that has some. */
export function ask(collection) {
  const dialog = h('dialog', { class: 'ask-dialog', testid: 'add-dialog', 'aria-labelledby': 'add-title' });
  const take = (files) => { dialog.close(); add(collection, files); };
  dialog.append(h('form', { method: 'dialog' },
    h('h2', { id: 'add-title' }, `Add images to “${collection}”`),
    choosers(take),
    h('p', { class: 'note' }, 'Or drop several anywhere on the page. The server stores a copy of each; an image of the same name is replaced.'),
    h('div', { class: 'inline end' }, h('button', { class: 'button', value: '' }, 'Cancel'))));
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}
