// The folders that a collection is synced with.

import { h } from './dom.js';

/** The folders of each collection, by its name. */
export const of = async (collections) => Object.fromEntries(collections.map(({ name, directory }) => [name, directory ? [{ path: directory }] : []]));

export const list = (collection, folders) => folders.length
  ? h('ul', { class: 'row-facts roots', 'aria-label': `Folders of ${collection.name}` }, folders.map(({ path }) => h('li', { testid: 'root' }, h('code', {}, path)))) : null;
