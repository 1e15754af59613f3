// A job in words.

import * as format from './format.js';

export const isActive = (job) => ['queued', 'running'].includes(job.state);

/** What it does, while it does. */
export const title = (job) => `${job.kind === 'sync' ? 'Indexing' : 'Storing images in'} ${job.collection}`;

/** What it is, at any time. */
export const name = (job) => `${job.kind === 'sync' ? 'Sync' : 'Batch'} of ${job.collection}`;

export function progressText({ state, progress: { done, total, rate, seconds_left: left } }) {
  if (state === 'queued') return 'Waiting for its turn';
  if (!total) return 'Scanning the folder';
  return [`${format.count(done)} of ${format.count(total)}`, rate ? format.rate(rate) : null,
    left === null || left === undefined ? null : `${format.seconds(left)} left`].filter(Boolean).join(', ');
}

/** Counts whose names in a report don't say enough. */
const WORDS = { marked: 'cut short' };

export function outcome(job) {
  if (job.state === 'failed') return job.error ?? 'It failed without an error message.';
  if (job.state === 'cancelled') return 'Cancelled. Everything indexed so far is kept.';
  const parts = Object.entries(job.result ?? {})
    .filter(([key, value]) => Number.isInteger(value) && value > 0 && !/second|_ms$|bytes/.test(key))
    .map(([key, value]) => `${format.count(value)} ${WORDS[key] ?? key.replaceAll('_', ' ')}`);
  return parts.length ? `Done: ${parts.join(', ')}.` : 'Done: nothing has changed.';
}
