// The filters: conditions on attributes, each a chip that can be removed, and the form that adds one.

import * as conditions from './conditions.js';
import { byId, h, icon } from './dom.js';
import * as fields from './fields.js';
import * as format from './format.js';
import * as state from './state.js';

const drawer = byId('filters'), chips = byId('filter-chips'), opener = byId('filters-open');
let shown = { collection: null, filter: null };

const adjust = (filter) => state.go({ filter });

function chip(condition, place, list) {
  const text = conditions.sentence(condition);
  return h('li', { class: 'chip large', testid: 'filter-chip' }, text, h('button', {
    class: 'chip-remove', type: 'button', 'aria-label': `Remove the filter ${text}`, title: 'Remove', testid: 'filter-remove',
    onclick: () => adjust(list.filter((_, i) => i !== place)),
  }, icon('close')));
}

/** Shows the filters of the state. */
export function show(now, collection) {
  opener.hidden = !collection?.images;
  opener.lastElementChild.textContent = now.filter.length ? `Filters (${now.filter.length})` : 'Filters';
  chips.hidden = now.filter.length === 0 || !collection;
  if (shown.filter !== now.filter) {
    chips.replaceChildren(...now.filter.map((condition, i) => chip(condition, i, now.filter)),
      h('li', {}, h('button', { class: 'link', type: 'button', testid: 'filters-clear', onclick: () => adjust([]) }, 'Remove all')));
  }
  if (shown.collection !== collection?.name) close();
  shown = { collection: collection?.name, filter: now.filter };
}

export function close() {
  drawer.hidden = true;
  opener.setAttribute('aria-expanded', 'false');
}

const option = (value, text = value) => h('option', { value }, text);

function form(known) {
  const field = h('input', { type: 'text', id: 'filter-field', testid: 'filter-field', list: 'filter-fields', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: known[0]?.name ?? 'Attribute' });
  const is = h('select', { id: 'filter-is', testid: 'filter-is' }, Object.entries(conditions.KINDS).map(([kind, text]) => option(kind, text)));
  const value = h('input', { type: 'text', id: 'filter-value', testid: 'filter-value', list: 'filter-values', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: 'Value' });
  const values = h('datalist', { id: 'filter-values' }), note = h('p', { class: 'note', 'aria-live': 'polite' });

  function follow() {
    const one = known.find(({ name }) => name === field.value);
    values.replaceChildren(...(one?.values ?? []).map((v) => option(conditions.textOf(v))));
    value.hidden = value.disabled = !conditions.takesValue(is.value);
    const range = one?.least === null || one?.least === undefined ? '' : `From ${format.number(one.least)} to ${format.number(one.most)}.`;
    note.textContent = [range, is.value === 'among' ? 'Separate several values by commas.' : ''].filter(Boolean).join(' ');
  }
  field.addEventListener('input', follow);
  is.addEventListener('change', follow);

  function add(event) {
    event.preventDefault();
    const typed = value.value;
    const read = is.value === 'among' ? typed.split(',').filter((part) => part.trim()).map(conditions.valueOf) : conditions.valueOf(typed);
    adjust([...state.get().filter, { field: field.value.trim(), is: is.value, value: conditions.takesValue(is.value) ? read : null }]);
    value.value = '';
    value.focus();
  }

  const suggested = known.slice(0, 8).map((one) => h('button', {
    class: 'button small', type: 'button', testid: 'filter-suggestion', onclick: () => { field.value = one.name; follow(); value.focus(); } }, one.name));
  return h('form', { class: 'filter-form', onsubmit: add },
    suggested.length ? h('div', { class: 'inline', role: 'group', 'aria-label': 'Attributes' }, suggested) : h('p', { class: 'note' }, 'The images of this collection have no attributes.'),
    h('div', { class: 'inline' },
      h('label', { class: 'unseen', for: 'filter-field' }, 'Attribute'), field, h('datalist', { id: 'filter-fields' }, known.map(({ name }) => option(name))),
      h('label', { class: 'unseen', for: 'filter-is' }, 'Condition'), is,
      h('label', { class: 'unseen', for: 'filter-value' }, 'Value'), value, values,
      h('button', { class: 'button', type: 'submit', testid: 'filter-add' }, 'Add filter')),
    note);
}

/** `collection()` is the one that is shown, `onError(error)` where its attributes can't be had. */
export const listen = (collection, onError) => opener.addEventListener('click', async () => {
  if (!drawer.hidden) return close();
  try {
    const known = await fields.of(collection());
    drawer.replaceChildren(form(known));
    drawer.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    byId('filter-field').focus();
  } catch (error) { onError(error); }
});
