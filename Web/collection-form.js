// The form that makes a collection.

import * as api from './api.js';
import { PAGES, RAW, VIDEOS } from './collection-frames.js';
import { h } from './dom.js';

const METRICS = { cosine: 'cosine: the direction of vectors', inner_product: 'inner product', l2: 'Euclidean distance' };

const choice = (id, label, select) => h('div', { class: 'field' }, h('label', { for: id }, label), select);
const options = (entries) => entries.map(([value, text]) => h('option', { value }, text));

/** `onMade(name)`, `onProblem(error)`. */
export function newCollection(models, { onMade, onProblem }) {
  const name = h('input', { type: 'text', id: 'new-name', testid: 'new-name', required: true, maxlength: 100, autocomplete: 'off', spellcheck: 'false', placeholder: 'shoes',
    pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*', title: 'Letters, digits, -, _ and ., beginning with a letter or a digit' });
  const model = h('select', { id: 'new-model', testid: 'new-model' }, options(models.map((one) => [one.name, `${one.name} (${one.words ? 'words and images' : 'images only'})`])));
  model.value = models.find((one) => one.default)?.name ?? model.value;
  const metric = h('select', { id: 'new-metric', testid: 'new-metric' }, options(Object.entries(METRICS)));
  const folder = h('input', { type: 'text', id: 'new-folder', testid: 'new-folder', autocomplete: 'off', spellcheck: 'false', placeholder: 'none: images are uploaded' });
  const videos = h('input', { type: 'checkbox', id: 'new-videos', testid: 'new-videos' });
  const pages = h('input', { type: 'checkbox', id: 'new-pages', testid: 'new-pages' });
  const raw = h('input', { type: 'checkbox', id: 'new-raw', testid: 'new-raw' });
  const make = async (event) => {
    event.preventDefault();
    try {
      const order = { name: name.value.trim(), model: model.value, metric: metric.value };
      if (videos.checked || pages.checked || raw.checked) order.frames = { videos: videos.checked, pages: pages.checked, raw: raw.checked };
      if (folder.value.trim()) order.directory = folder.value.trim();
      const made = await api.makeCollection(order);
      if (order.directory) await api.startSync(made.name);
      onMade(made.name);
    } catch (error) { onProblem(error); }
  };
  return h('details', { class: 'new-collection', testid: 'new-collection' }, h('summary', { 'data-focus': 'new' }, 'New collection'),
    h('form', { class: 'fields', onsubmit: make },
      choice('new-name', 'Name', name), choice('new-model', 'Model', model), choice('new-metric', 'Compared by', metric),
      choice('new-folder', 'Folder on the server', folder), choice('new-videos', VIDEOS, videos), choice('new-pages', PAGES, pages), choice('new-raw', RAW, raw),
      h('button', { class: 'button primary', type: 'submit', testid: 'new-make' }, 'Make')));
}
