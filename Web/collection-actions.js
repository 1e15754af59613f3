// What can be done with a collection as a whole. Each answers whether something has changed.

import * as api from './api.js';
import { ask, askText } from './ask.js';
import * as format from './format.js';
import * as sources from './sources.js';
import * as state from './state.js';

/** Asks; where there are many images, for the name too. */
export async function remove({ name, images, directory }) {
  const what = directory ? 'Files of its folder stay; copies that the server stored are deleted.' : 'The images that the server stored are deleted.';
  const sentence = `Delete the collection “${name}” with ${format.plural(images, 'image')}? ${what} This can’t be undone.`;
  if (images > 100) {
    const typed = await askText(sentence, { label: `Type ${name} to confirm`, action: 'Delete', isDangerous: true, mustBe: name });
    if (typed !== name) return false;
  } else if (!await ask(sentence, 'Delete')) return false;
  await api.deleteCollection(name);
  if (state.get().collection === name) {
    await sources.load();
    state.go({ ...state.toCollection(null), ...sources.favourite() }, { replace: true });
  }
  return true;
}

export async function rename({ name }) {
  const typed = await askText(`Rename “${name}”`, { label: 'New name', action: 'Rename', value: name, pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]{0,99}' });
  if (!typed || typed === name) return false;
  await api.changeCollection(name, { name: typed });
  if (state.get().collection === name) {
    await sources.load();
    state.go({ collection: typed }, { replace: true });
  }
  return true;
}

export const setIndex = (name, index) => api.changeCollection(name, { index });
