// What the search says when there is nothing to show, with the one command or click that helps.

import * as add from './add.js';
import { h } from './dom.js';
import * as notice from './notice.js';
import * as sources from './sources.js';
import * as state from './state.js';

const anyway = (changes, text) =>
  h('button', { class: 'button primary', type: 'button', onclick: () => state.go(changes, { replace: true }) }, text);

export function nothingYet() {
  notice.empty(h('p', {}, 'Choose the images to search among.'), ...add.panel(null));
}

export function emptyCollection({ name, directory }) {
  if (directory) return notice.empty(h('p', {}, `“${name}” is empty. Press Sync above to index ${directory}.`));
  notice.empty(h('p', {}, `“${name}” is empty. Choose the images to search among.`), ...add.panel(name));
}

/** A search of a collection found nothing. */
export function noMatches(collection, { threshold, event, words, filter }) {
  if (!collection.images) return emptyCollection(collection);
  if (filter.length) {
    return notice.empty(h('p', {}, `No image of “${collection.name}” fits the filters.`), anyway({ filter: [] }, 'Remove the filters'));
  }
  if (threshold !== null && !words) {
    return notice.empty(
      h('p', {}, `Nothing in “${collection.name}” scores ${threshold} or more.`),
      anyway({ threshold: null }, 'Show the most similar anyway'));
  }
  notice.empty(
    h('p', {}, event ? `This event has no ${words ? '' : 'other '}photo.` : `“${collection.name}” has no other image.`),
    event ? anyway({ event: null }, 'Search all events') : null);
}

export function noFiles(company) {
  const path = sources.companyPath(company);
  notice.empty(
    h('p', {}, `“${company}” has no images. To fill its folder, run this on the machine that runs Lookalike:`),
    notice.command(`lookalike generate --input_dir DIR --output_dir ${notice.quoted(path ?? company)}`));
}
