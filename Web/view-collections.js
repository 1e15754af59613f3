// The collections: what each has, and the ways to make, change and delete one.

import * as api from './api.js';
import * as cards from './cards.js';
import { remove, rename, setIndex } from './collection-actions.js';
import * as frames from './collection-frames.js';
import { newCollection } from './collection-form.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as format from './format.js';
import * as model from './collection-model.js';
import * as notice from './notice.js';
import * as roots from './collection-roots.js';
import * as state from './state.js';

export const every = 5000;

let handlers = { onChanged() {}, onSync() {} };

/** `onChanged()` when collections were made, changed or deleted, `onSync()` when a sync was begun. */
export const listen = (given) => { handlers = given; };

export const title = () => 'Collections';
export const lead = (now, data) => data ? `${format.plural(data.collections.length, 'collection')}. The images of one are searched together, with one model.` : '';

export async function load(now, signal) {
  const [collections, models] = await Promise.all([api.collections(), api.models(signal)]);
  const [folders, migrations] = await Promise.all([roots.of(collections, signal), model.of(collections, signal)]);
  return { collections, models, roots: folders, migrations };
}

const problem = (error) => notice.error(error.message, null, document.getElementById('view-error'));

export function draw({ collections, models, roots: folders, migrations }) {
  return [
    newCollection(models, { onMade: (name) => { handlers.onChanged(); state.go(state.toCollection(name)); }, onProblem: problem }),
    collections.length ? h('ul', { class: 'rows', 'aria-label': 'Collections' }, collections.map((one) => row(one, folders[one.name], migrations[one.name], models)))
      : empty('There are no collections yet.')];
}

const button = (text, testid, name, action, kind = 'quiet') => h('button', {
  class: `button ${kind}`, type: 'button', testid, 'data-focus': `${testid}/${name}`, 'aria-label': `${text}: ${name}`,
  onclick: async ({ target }) => {
    target.disabled = true;
    try { if (await action()) handlers.onChanged(); } catch (error) { problem(error); }
    target.disabled = false;
  } }, text);

function row(collection, folders, migration, models) {
  const { name, problem: damage, images, failed, bytes, categories, model: embedder, dimension, metric, last_sync: synced } = collection;
  const facts = damage ? h('span', { class: 'row-facts problem' }, damage) : h('span', { class: 'row-facts note' }, [
    format.plural(images, 'image'), failed ? `${format.count(failed)} could not be read` : null, format.bytes(bytes),
    categories ? format.plural(categories, 'category', 'categories') : null,
    `${embedder ?? 'vectors from programs'}, ${format.count(dimension)} dimensions, ${metric}`,
    synced ? `synced ${format.date(synced)}` : null].filter(Boolean).join(' · '));
  return h('li', { class: 'row collection-row', testid: 'collection-row', 'data-name': name },
    h('span', { class: 'row-name' }, cards.link({ ...state.toCollection(name), view: 'search' }, { 'data-focus': name, testid: 'collection-link' }, name)),
    collection.state === 'ready' ? null : h('span', { class: 'chip' }, collection.state),
    h('span', { class: 'row-tools' },
      collection.roots?.length ? button('Sync', 'collection-sync', name, async () => { await api.startSync(name); handlers.onSync(); return true; }) : null,
      button('Rename', 'collection-rename', name, () => rename(collection)),
      button('Delete', 'collection-delete', name, () => remove(collection))),
    facts, damage ? null : roots.list(collection, folders, { button, onSync: () => handlers.onSync(), onChanged: () => handlers.onChanged(), onProblem: problem }),
    damage ? null : frames.row(collection, { onSync: () => handlers.onSync(), onChanged: () => handlers.onChanged(), onProblem: problem }),
    damage ? null : model.row(collection, migration, models, button),
    damage ? null : index(collection));
}

const KINDS = { auto: 'chosen by size', flat: 'exact', hnsw: 'graph (approximate)', ivfflat: 'lists (approximate)' };

function index({ name, index: kind, index_state: state }) {
  const id = `index-${name}`;
  const select = h('select', { id, testid: 'collection-index', 'data-focus': id, onchange: () => setIndex(name, select.value).then(handlers.onChanged, problem) },
    Object.entries(KINDS).map(([value, text]) => h('option', { value }, text)));
  select.value = kind;
  return h('span', { class: 'row-facts inline' }, h('label', { class: 'note', for: id }, 'Index'), select,
    h('span', { class: 'note' }, kind === 'auto' ? `now ${format.index(state)}` : format.index(state)));
}
