// What is known of an image: its file, its category and its attributes, with the ways to change them.

import * as api from './api.js';
import { textOf, valueOf } from './conditions.js';
import { h, icon } from './dom.js';
import * as exif from './exif.js';
import * as fields from './fields.js';
import * as format from './format.js';

const NONE = '', OTHER = 'other';

const term = (name, value) => value === null || value === undefined || value === '' ? null : h('div', {}, h('dt', {}, name), h('dd', { 'data-fact': name.toLowerCase() }, value));

const placeOf = (frame) => frame.kind === 'video'
  ? `${format.clock(frame.seconds)}${frame.duration ? ` of ${format.clock(frame.duration)}` : ''}`
  : `${format.place(frame)}${frame.count ? ` of ${format.count(frame.count)}` : ''}`;

function known(image, signal) {
  const list = h('dl', { class: 'detail-facts', testid: 'detail-facts' },
    term('Path', image.path ?? null),
    image.id === image.name || image.id === image.path ? null : term('Id', image.id),
    term('Size', image.width ? `${format.count(image.width)} × ${format.count(image.height)}, ${format.bytes(image.bytes)}` : null),
    term('Place', image.frame ? placeOf(image.frame) : null),
    term('Type', image.bytes ? image.media_type : 'a vector only'),
    term('Added', format.date(image.created_at)),
    image.updated_at === image.created_at ? null : term('Changed', format.date(image.updated_at)),
    term('Offline', image.offline ? 'Its folder is not there now.' : null),
    term('Note', image.mark ?? null), term('Problem', image.error ?? null));
  // What the camera wrote comes with the file.
  exif.of(image, signal).then((found) => list.append(...found.map(([name, text]) => term(name, text))), () => {});
  return list;
}

/** `onChanged(image)` when something was changed. */
export function facts(image, { collection, categories, signal, onChanged }) {
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const save = async (change) => {
    problem.hidden = true;
    try {
      const changed = await api.changeImage(collection.name, image.id, change);
      fields.forget(collection.name);
      onChanged(changed);
    } catch (error) { problem.textContent = error.message; problem.hidden = false; }
  };
  return h('section', { 'aria-label': 'About this image' }, known(image, signal), category(image, collection, categories, save, problem),
    attributes(image, save), renaming(image, save), problem);
}

function category(image, collection, categories, save, problem) {
  if (!collection.model && !categories.length) return null;
  const select = h('select', { id: 'detail-category', testid: 'detail-category', onchange: async () => {
    if (select.value !== OTHER) return save({ category: select.value === NONE ? null : Number(select.value) });
    field.hidden = false;
    field.firstElementChild.focus();
  } },
    h('option', { value: NONE }, 'None'),
    categories.map(({ id, name }) => h('option', { value: id }, name)), h('option', { value: OTHER }, 'New category…'));
  select.value = image.category ?? NONE;
  const name = h('input', { type: 'text', testid: 'detail-new-category', 'aria-label': 'Name of the new category', required: true, maxlength: 200, placeholder: 'Name' });
  const field = h('form', { class: 'inline', hidden: true, onsubmit: async (event) => {
    event.preventDefault();
    try {
      const made = await api.makeCategory(collection.name, name.value.trim());
      await save({ category: made.id });
    } catch (error) { problem.textContent = error.message; problem.hidden = false; }
  } }, name, h('button', { class: 'button' }, 'Make'));
  return h('div', { class: 'detail-category' }, h('label', { for: 'detail-category' }, 'Category'), select, field);
}

function attributes(image, save) {
  const entries = Object.entries(image.attributes ?? {});
  const rows = entries.map(([name, value]) => row(name, value, save));
  return h('div', { class: 'detail-attributes' }, h('h3', {}, 'Attributes'),
    rows.length ? h('ul', { testid: 'detail-attributes' }, rows) : h('p', { class: 'note' }, 'None yet.'), another(save));
}

function row(name, value, save) {
  const id = `attribute-${name}`;
  const isPlain = value === null || typeof value !== 'object';
  const field = h('input', { type: 'text', id, testid: 'attribute', 'data-name': name, value: isPlain ? textOf(value ?? '') : JSON.stringify(value), disabled: !isPlain, autocomplete: 'off',
    onchange: () => save({ merge_attributes: { [name]: valueOf(field.value) } }) });
  return h('li', {}, h('label', { for: id }, name), field, h('button', {
    class: 'button quiet square', type: 'button', testid: 'attribute-remove', 'aria-label': `Remove ${name}`, title: 'Remove',
    onclick: () => save({ merge_attributes: { [name]: null } }),
  }, icon('close')));
}

function another(save) {
  const name = h('input', { type: 'text', testid: 'attribute-name', 'aria-label': 'Name of the attribute', required: true, placeholder: 'Name', autocomplete: 'off' });
  const value = h('input', { type: 'text', testid: 'attribute-value', 'aria-label': 'Value of the attribute', required: true, placeholder: 'Value', autocomplete: 'off' });
  return h('form', { class: 'detail-another', onsubmit: (event) => {
    event.preventDefault();
    save({ merge_attributes: { [name.value.trim()]: valueOf(value.value) } });
  } }, name, value, h('button', { class: 'button', testid: 'attribute-add' }, 'Add'));
}

/** What the image is called; its file keeps its name. */
function renaming(image, save) {
  const name = h('input', { type: 'text', id: 'detail-name', testid: 'detail-name', value: image.name, required: true, maxlength: 400, autocomplete: 'off', spellcheck: 'false' });
  return h('form', { class: 'detail-category', onsubmit: (event) => { event.preventDefault(); save({ name: name.value.trim() }); } },
    h('label', { for: 'detail-name' }, 'Name'), h('span', { class: 'detail-naming' }, name, h('button', { class: 'button', testid: 'detail-rename' }, 'Rename')));
}
