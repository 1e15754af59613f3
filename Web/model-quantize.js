// The question from which an 8-bit version of a model is made.

import * as api from './api.js';
import { askFields } from './ask.js';
import { h } from './dom.js';
import * as format from './format.js';
import * as jobs from './jobs.js';

const FOLDER = '/'; // no collection's name

const field = (id, label, input) => h('div', { class: 'field' }, h('label', { for: id }, label), input);

/** Asks, and begins a job; false where the visitor does not want to. */
export async function quantize(name) {
  const collections = (await api.collections()).filter(({ images }) => images > 0);
  const folder = h('input', { type: 'text', id: 'quantize-folder', name: 'folder', testid: 'quantize-folder', autocomplete: 'off', spellcheck: 'false', placeholder: '/srv/photos' });
  const place = field('quantize-folder', 'Folder on the server; its folders are classes', folder);
  const source = h('select', { id: 'quantize-source', name: 'source', testid: 'quantize-source', onchange: () => show() },
    collections.map((one) => h('option', { value: one.name }, `${one.name}, ${format.plural(one.images, 'image')}`)),
    h('option', { value: FOLDER }, 'a folder on the server'));
  const show = () => {
    place.hidden = source.value !== FOLDER;
    folder.required = !place.hidden;
  };
  show();
  const given = await askFields(
    `An 8-bit version of “${name}” is smaller and, on most processors, faster. Up to 300 images calibrate it; then both models embed up to 2,000 images and are compared. It is installed only if it is good enough.`, [
      field('quantize-source', 'Images like those that will be searched', source), place,
      field('quantize-loss', 'Precision that may be lost, from 0 to 1', h('input', {
        type: 'number', id: 'quantize-loss', name: 'loss', testid: 'quantize-loss', min: 0, max: 1, step: 'any', required: true, value: 0.01 })),
      field('quantize-name', 'Name', h('input', {
        type: 'text', id: 'quantize-name', name: 'name', testid: 'quantize-name', required: true, maxlength: 100, value: `${name}-int8`,
        pattern: '[A-Za-z0-9\\-_][A-Za-z0-9._\\-]*', autocomplete: 'off', spellcheck: 'false' })),
    ], 'Make it');
  if (!given) return false;
  const images = given.source === FOLDER ? { folder: given.folder.trim() } : { collection: given.source };
  await jobs.begin(api.quantizeModel(name, { calibrate: images, max_loss: Number(given.loss), name: given.name.trim() }));
  return true;
}
