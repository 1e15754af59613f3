// What the search says when there is nothing to show, with the one command or click that helps.

import { h } from './dom.js';
import * as notice from './notice.js';
import * as state from './state.js';

const anyway = (changes, text) =>
  h('button', { class: 'button primary', type: 'button', onclick: () => state.go(changes, { replace: true }) }, text);

export function nothingYet() {
  notice.empty(
    h('p', {}, 'Run this where your pictures are. They stay where they are; only what they look like is stored.'),
    notice.command('lookalike sync DIR'),
    h('p', { class: 'note' }, 'This page notices when the first pictures are in.'));
}

export function emptyCollection({ name, directory }) {
  notice.empty(
    h('p', {}, directory ? `“${name}” is empty. Press Sync above to index ${directory}, or run:`
      : `“${name}” is empty. Point Lookalike at a folder of pictures:`),
    notice.command(`lookalike sync ${directory ? notice.quoted(directory) : 'DIR'} --collection ${notice.quoted(name)}`));
}

/** A search of a collection found nothing. */
export function noMatches(collection, { threshold, event }) {
  if (!collection.images) return emptyCollection(collection);
  if (threshold !== null) {
    return notice.empty(
      h('p', {}, `Nothing in “${collection.name}” scores ${threshold} or more.`),
      anyway({ threshold: null }, 'Show the nearest anyway'));
  }
  notice.empty(
    h('p', {}, event ? 'This event has no other photo.' : `“${collection.name}” has no other picture.`),
    event ? anyway({ event: null }, 'Search all events') : null);
}

export function noFiles(company) {
  notice.empty(
    h('p', {}, `“${company}” has no pictures. Make its folder from a folder of pictures:`),
    notice.command(`lookalike generate --input_dir DIR --company ${notice.quoted(company)}`));
}
