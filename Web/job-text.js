// A job in words.

import * as format from './format.js';

export const isActive = (job) => ['queued', 'running'].includes(job.state);

/** What it works on: a collection, or a model that it installs. */
export const subject = (job) => (job.collection && (job.collection_deleted ? `“${job.collection}”, a deleted collection` : job.collection)) || (job.kind === 'backup' ? 'everything' : job.result?.model ?? 'a model');

const KINDS = { // what it does while it does, and what it is at any time
  sync: ['Indexing', 'Sync of'], batch: ['Storing images in', 'Batch of'], model: ['Installing', 'Installation of'],
  map: ['Computing the map of', 'Map of'], migration: ['Migrating', 'Migration of'], backup: ['Backing up', 'Backup of'],
  quantization: ['Making', 'Making of'], duplicates: ['Looking for duplicates in', 'Search for duplicates in'],
};
const kind = (job) => KINDS[job.kind] ?? KINDS.batch;

/** What it does, while it does. */
export const title = (job) => `${kind(job)[0]} ${subject(job)}`;

/** What it is, at any time. */
export const name = (job) => `${kind(job)[1]} ${subject(job)}`;

export function progressText(job) {
  const { state, progress: { done, total, rate, seconds_left: left, frames } } = job;
  if (state === 'queued') return 'Waiting for its turn';
  if (job.kind === 'model') return bytesText(done, total);
  if (!total) return job.kind === 'sync' ? 'Scanning the folder' : 'Working';
  return [`${format.count(done)} of ${format.count(total)}`, frames ? format.plural(frames, 'frame') : null, rate ? format.rate(rate) : null,
    left === null || left === undefined ? null : `${format.seconds(left)} left`].filter(Boolean).join(', ');
}

/** A model's progress counts bytes; when all are there, the network is still to be made of them. */
function bytesText(done, total) {
  if (total && done >= total) return `${format.bytes(total)} received, making the network`;
  if (total) return `${format.bytes(done)} of ${format.bytes(total)}`;
  return done ? `${format.bytes(done)} received` : 'Working';
}

/** Counts whose names in a report don't say enough. */
const WORDS = { marked: 'cut short' };

export function outcome(job) {
  if (job.state === 'failed') return job.error ?? 'It failed without an error message.';
  if (job.kind === 'model') {
    return job.state === 'cancelled' ? 'Cancelled. What was downloaded is kept for the next time.' : 'Done: it is installed.';
  }
  if (job.kind === 'quantization' && job.state === 'succeeded') return `Done: it is installed. It loses ${format.share(job.result.loss)}.`;
  if (job.state === 'cancelled' && !['sync', 'batch'].includes(job.kind)) return 'Cancelled.';
  if (job.state === 'cancelled') return 'Cancelled. Everything indexed so far is kept.';
  const parts = Object.entries(job.result ?? {})
    .filter(([key, value]) => Number.isInteger(value) && value > 0 && !/second|_ms$|bytes/.test(key))
    .map(([key, value]) => `${format.count(value)} ${WORDS[key] ?? key.replaceAll('_', ' ')}`);
  return parts.length ? `Done: ${parts.join(', ')}.` : 'Done: nothing has changed.';
}
