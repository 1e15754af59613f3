// The first images of a collection: chosen or dropped on this page, or a folder of the machine that the server runs on.

import * as api from './api.js';
import { h } from './dom.js';
import * as format from './format.js';
import * as notice from './notice.js';

const COLLECTION = 'pictures'; // where none is chosen
const AT_ONCE = 4; // uploads
const SHOWN = 5; // problems
const LONGEST = 400; // letters of an id

let handlers = { onAdded() {}, onSync() {} };
let isAdding = false;

/** `onAdded(collection)` when images are in, `onSync(collection)` when a folder is being indexed. */
export const listen = (given) => { handlers = given; };

const pathOf = (file) => file.webkitRelativePath || file.name || 'pasted.png';
const isHidden = (path) => path.split('/').some((part) => part.startsWith('.') || part === '@eaDir');
const mayBePicture = (file) => file.size > 0 && (!file.type || file.type.startsWith('image/')) && !isHidden(pathOf(file));

/** An id for each: its path, with a number where two have the same. */
function named(files) {
  const taken = new Set();
  return files.map((file) => {
    const path = pathOf(file).slice(-LONGEST);
    let id = path;
    for (let n = 2; taken.has(id); n += 1) id = `${path} (${n})`;
    taken.add(id);
    return { id, file };
  });
}

async function make(name, directory) {
  try {
    await api.makeCollection({ name, ...directory ? { directory } : {} });
    return true;
  } catch (error) {
    if (error.status !== 409) throw error; // there already
    return false;
  }
}

async function store(collection, pictures) {
  const problems = [];
  let done = 0, added = 0;
  const rest = [...pictures];
  const work = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) {
      try {
        await api.putImage(collection, next.id, next.file);
        added += 1;
      } catch (error) {
        problems.push(`${next.id}: ${error.message}`);
        if (error.status === 0) rest.length = 0; // nobody answers
      }
      done += 1;
      notice.status(`Adding ${format.count(done)} of ${format.plural(pictures.length, 'image')}`, 'searching');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { added, problems };
}

/** Adds images to a collection; null is for one of its own. */
export async function add(collection, files) {
  const pictures = named(files.filter(mayBePicture));
  if (!pictures.length) return notice.error(files.length ? 'None of these files is an image.' : 'These files are empty.');
  if (isAdding) return notice.error('Images are already being added. Wait until that is done.');
  isAdding = true;
  notice.clearError();
  const name = collection ?? COLLECTION;
  try {
    if (!collection) await make(name);
    const { added, problems } = await store(name, pictures);
    notice.status('');
    if (added) await handlers.onAdded(name);
    if (problems.length) notice.error(summary(added, problems));
  } catch (error) {
    notice.status('', 'error');
    notice.error(error.message);
  } finally { isAdding = false; }
}

function summary(added, problems) {
  const more = problems.length - SHOWN;
  return [added ? `${format.plural(added, 'image')} added, ${format.count(problems.length)} not.` : 'No image was added.',
    ...problems.slice(0, SHOWN), more > 0 ? `And ${format.count(more)} more.` : null].filter(Boolean).join(' ');
}

/** A folder's name as a collection's. */
const nameOf = (folder) => (folder.split('/').filter(Boolean).pop() ?? '').normalize('NFKD')
  .replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 100) || COLLECTION;

async function index(folder) {
  const name = nameOf(folder);
  notice.clearError();
  try {
    if (!await make(name, folder)) throw new Error(`A collection called “${name}” exists already. Choose it above.`);
    try {
      await api.startSync(name);
    } catch (error) {
      await api.deleteCollection(name).catch(() => {}); // made for this only; what went wrong is said below
      throw error;
    }
    handlers.onSync(name);
  } catch (error) { notice.error(error.message); }
}

function chooser(text, testid, collection, properties) {
  const input = h('input', {
    class: 'unseen', type: 'file', multiple: true, testid, ...properties,
    onchange: () => { const files = [...input.files]; input.value = ''; add(collection, files); },
  });
  return h('label', { class: properties.webkitdirectory ? 'button' : 'button primary' }, text, input);
}

/** What leads to the first image; `collection` is the empty one, null where there is none at all. */
export function panel(collection) {
  const choosers = h('div', { class: 'inline' },
    chooser('Add images', 'add-files', collection, { accept: 'image/*,.heic,.heif,.avif,.tif,.tiff,.bmp,.webp' }),
    chooser('Add a folder', 'add-folder', collection, { webkitdirectory: true }));
  const parts = [choosers, h('p', { class: 'note' }, 'Or drop them anywhere on this page. The server stores a copy of each.')];
  return collection ? parts : [...parts, folderForm()];
}

function folderForm() {
  const path = h('input', { type: 'text', id: 'folder-path', testid: 'folder-path', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: '/path/to/photos' });
  return h('form', { class: 'folder-form', onsubmit: (event) => { event.preventDefault(); index(path.value.trim()); } },
    h('label', { for: 'folder-path' }, 'Or index a folder on the machine that runs Lookalike. Its images stay where they are.'),
    h('div', { class: 'inline' }, path, h('button', { class: 'button', type: 'submit', testid: 'folder-index' }, 'Index this folder')));
}
