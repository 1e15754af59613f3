// The events that a collection's photos belong to. A click searches inside one.

import * as cards from './cards.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as events from './events.js';
import * as format from './format.js';
import { arrows } from './grid.js';
import * as notice from './notice.js';
import * as sources from './sources.js';
import * as state from './state.js';

const LOOKED_INTO = 8; // other collections, where this one has no events
const EVENT = '7d444840-9dc0-41d1-b245-5ffdce74fad2'; // of the examples
const DIMENSION = 2048; // of the vectors of event photos, before there are any

const inside = (event) => ({ ...state.toImage(null), event, filter: [] });

export const title = () => 'Events';

export const lead = (now, data) => !data?.events?.length ? ''
  : data.isComplete ? `${format.plural(data.events.length, 'event')} in “${now.collection}”. Choose one to search only its photos.`
    : `${format.plural(data.events.length, 'event')} among the first ${format.count(data.seen)} photos of “${now.collection}”. Choose one, or type the code of another.`;

export async function load({ collection: name, company }, signal) {
  const collection = company ? null : sources.find(name);
  const found = collection ? await events.of(collection, signal) : { events: [], isComplete: true };
  if (found.events.length) return found;
  const others = sources.all().filter((one) => one !== collection && one.images > 0).slice(0, LOOKED_INTO);
  const there = await Promise.all(others.map((one) => events.of(one, signal)));
  return { ...found, collection: collection?.name, company, elsewhere: others.filter((_, i) => there[i].events.length).map((one) => one.name) };
}

export function draw(found) {
  if (!found.events.length) return nothing(found);
  const list = arrows(h('ul', { class: 'grid categories', 'aria-label': 'Events' }, found.events.map((event) => cards.mosaic({
    testid: 'event-card', changes: inside(event.code), title: format.code(event.code),
    hint: `${format.plural(event.count, 'photo')}${found.isComplete ? '' : ' or more'}`, images: event.examples,
  }))));
  return found.isComplete ? list : [byCode(), list];
}

/** Of so many photos not all were looked through. */
function byCode() {
  const field = h('input', { type: 'text', id: 'event-code', testid: 'event-code', required: true, autocomplete: 'off', spellcheck: 'false', placeholder: 'Event code' });
  return h('form', { class: 'inline', onsubmit: (event) => { event.preventDefault(); state.go(inside(field.value.trim())); } },
    h('label', { class: 'unseen', for: 'event-code' }, 'Event code'), field, h('button', { class: 'button' }, 'Search inside'));
}

function nothing({ collection, company, elsewhere, isComplete, seen }) {
  const sentence = company ? `“${company}” is a company; its images belong to no events.`
    : !collection ? 'No collection is chosen.'
      : isComplete ? `The images of “${collection}” belong to no events.`
        : `The first ${format.count(seen)} images of “${collection}” belong to no events.`;
  return empty(sentence,
    elsewhere.length ? h('p', {}, 'Events are in ', elsewhere.map((name, i) => [i ? ', ' : '', cards.link(
      { ...state.toCollection(name), view: 'events' }, { testid: 'elsewhere' }, name)]), '.')
      : [h('p', {}, 'Programs add photos with an event’s code:'), notice.command(example(collection ? sources.find(collection) : null))]);
}

/** A command that adds a photo to an event: the image 1.jpg or, if there is no model to embed it, any vector. */
function example(collection) {
  if (collection?.model) {
    return `curl -X PUT -F file=@1.jpg -F 'attributes={"event_code": "${EVENT}"}' ${location.origin}/collections/${encodeURIComponent(collection.name)}/images/1.jpg`;
  }
  const zeros = `"$(printf ', 0%.0s' $(seq ${DIMENSION - 1}))"`;
  return `printf '{"filename": "1.jpg", "file_path": "/photos/1.jpg", "event_code": "${EVENT}", "vector": [1%s]}' ${zeros} | curl --json @- ${location.origin}/add_image`;
}
