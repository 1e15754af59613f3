// The images of a collection as points on a plane, similar ones near each other. The first visit has it computed.

import * as api from './api.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as format from './format.js';
import * as jobText from './job-text.js';
import { canvas } from './map-canvas.js';
import * as sources from './sources.js';
import * as state from './state.js';

export const every = 1000;

let known = { key: null, map: null }; // the map that was read last, which may be large
let onStarted = () => {};

/** `started()` when a job has begun that computes a map. */
export const listen = (started) => { onStarted = started; };

export const title = () => 'Map';
export const lead = (now, data) => !data?.made ? ''
  : `${format.plural(data.points, 'image')}, computed ${format.date(data.made)}. Similar images lie near each other: zoom in to see them.`;

/** What a map is of: another collection of the name, or another model, has another one. */
const keyOf = ({ name, images, created_at: created, model, metric }) => JSON.stringify([name, images, created, model, metric]);

async function read(collection, signal) {
  known = { key: keyOf(collection), map: await api.map(collection.name, signal) };
}

async function start(name) {
  known.map.job = await api.makeMap(name);
  onStarted();
}

/** Only what is said beside the map: the map itself is in `known`. */
export async function load({ collection: name, company }, signal) {
  const collection = company ? null : sources.find(name);
  if (!collection?.images) return { none: company ?? name ?? '' };
  if (known.key !== keyOf(collection)) await read(collection, signal);
  const { job } = known.map;
  if (job && jobText.isActive(job)) {
    known.map.job = await api.job(job.id);
    if (known.map.job.state === 'succeeded') await read(collection, signal);
  } else if (!known.map.made_at && !job) {
    await start(name);
  }
  const { made_at: made, ids, missing, job: running } = known.map;
  return { name, made, points: ids.length, missing, job: running && running.state !== 'succeeded' ? running : null };
}

export function draw({ none, name, made, points, missing, job }) {
  if (none !== undefined) return empty(none && sources.hasCompany(none) ? `“${none}” is a company; companies have no maps.` : 'There are no images to make a map of.');
  return [job ? progress(job, name) : null, made && missing && !job ? more(name, missing) : null,
    made && points ? canvas(known.map, { collection: name, onOpen: (id) => state.go({ open: id }) }) : null];
}

const again = (name) => start(name).catch(() => {}); // the job's own row says what is wrong; the next look comes soon

function progress(job, name) {
  if (!jobText.isActive(job)) {
    return h('div', { class: 'inline', testid: 'map-problem' }, h('p', { class: job.state === 'failed' ? 'problem' : '' }, job.state === 'failed' ? job.error : 'The map was not computed.'),
      h('button', { class: 'button', type: 'button', onclick: () => again(name) }, 'Try again'));
  }
  const { done, total } = job.progress;
  return h('div', { class: 'map-progress', testid: 'map-progress' },
    h('p', {}, `The map is being computed: ${jobText.progressText(job)}`),
    h('progress', { 'aria-label': 'The map is being computed', max: 1, ...total ? { value: done / total } : {} }));
}

const more = (name, missing) => h('div', { class: 'inline', testid: 'map-missing' },
  h('p', { class: 'note' }, `${format.plural(missing, 'image')} added since ${missing === 1 ? 'is' : 'are'} not on it.`),
  h('button', { class: 'button', type: 'button', testid: 'map-again', onclick: () => again(name) }, 'Compute it anew'));
