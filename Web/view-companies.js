// The companies that can be searched, each apart from the others.

import * as api from './api.js';
import * as cards from './cards.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as format from './format.js';
import * as notice from './notice.js';
import * as sources from './sources.js';
import * as state from './state.js';

const MANY = 12; // from here on they can be filtered

export const title = () => 'Companies';
export const lead = (now, data) => !data?.length ? ''
  : `${format.plural(data.length, 'company', 'companies')}, ${format.count(data.filter((one) => one.loaded).length)} open. Each is searched separately and opened at its first request.`;

export const load = (now, signal) => api.companies(signal);

export function draw(companies) {
  if (!companies.length) {
    return empty('There are no companies. To make one from a folder of images, run this in the folder where you started the server:',
      notice.command('lookalike generate --input_dir DIR --company NAME'));
  }
  const rows = companies.map(row);
  const list = h('ul', { class: 'rows', 'aria-label': 'Companies' }, rows);
  return companies.length < MANY ? list : [filter(companies, rows), list];
}

function row({ name, loaded, embeddings_path: path }) {
  const isCollection = Boolean(sources.find(name));
  return h('li', { class: 'row', testid: 'company-row', 'data-name': name },
    h('span', { class: 'row-name' }, cards.link(
      isCollection ? { ...state.toCollection(name), view: 'search' } : state.toCompany(name),
      { 'data-focus': name, testid: 'company-link' }, name)),
    h('span', { class: loaded ? 'chip same' : 'chip' }, loaded ? 'open' : 'not open'),
    h('span', { class: 'note' }, isCollection ? 'a collection' : path));
}

function filter(companies, rows) {
  const count = h('span', { class: 'note', role: 'status' });
  const field = h('input', { type: 'search', id: 'company-filter', testid: 'company-filter', 'data-focus': 'filter', autocomplete: 'off', placeholder: 'Find a company', oninput: () => {
    const wanted = field.value.trim().toLowerCase();
    const found = companies.filter(({ name }, i) => {
      rows[i].hidden = !name.toLowerCase().includes(wanted);
      return !rows[i].hidden;
    });
    count.textContent = wanted ? `${format.count(found.length)} of ${format.count(companies.length)}` : '';
  } });
  return h('div', { class: 'inline' }, h('label', { class: 'unseen', for: 'company-filter' }, 'Find a company'), field, count);
}
