// The near-identical images that a folded match stands for.

import * as api from './api.js';
import { follow, label } from './cards.js';
import { h, thumbnailImage } from './dom.js';
import * as format from './format.js';
import * as state from './state.js';

/** Shows a match and its copies. */
export function show(match, collection) {
  const dialog = h('dialog', { class: 'copies-dialog', testid: 'copies-dialog', 'aria-labelledby': 'copies-title' });
  const one = (id, name) => h('li', {}, h('a', {
    href: state.address({ open: id }), title: name, 'data-id': id, testid: 'copy',
    onclick: follow(() => { dialog.close(); state.go({ open: id }); }),
  }, thumbnailImage(api.thumbnailOf(collection, id), name, 256), h('span', { class: 'strip-score' }, name)));
  const { count, ids } = match.copies;
  const more = count - ids.length;
  dialog.append(h('form', { method: 'dialog' },
    h('h2', { id: 'copies-title' }, `${format.plural(count + 1, 'near-identical image')}`),
    h('ul', { class: 'strip large' }, one(match.id, label(match)), ids.map((id) => one(id, id))),
    more > 0 ? h('p', { class: 'note' }, `And ${format.count(more)} more.`) : null,
    h('div', { class: 'inline end' }, h('button', { class: 'button', value: '', testid: 'copies-close', autofocus: true }, 'Close'))));
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}
