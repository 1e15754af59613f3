// The server's jobs, the latest first: what runs, what is over, and how it went.

import * as api from './api.js';
import * as cards from './cards.js';
import { byId, h } from './dom.js';
import { empty } from './empty.js';
import * as format from './format.js';
import { marks } from './job-marks.js';
import * as text from './job-text.js';
import * as notice from './notice.js';
import * as state from './state.js';

export const every = 2000;
export const title = () => 'Jobs';
export const lead = (now, jobs) => {
  if (!jobs?.length) return '';
  const active = jobs.filter(text.isActive).length;
  return active ? `${format.plural(active, 'job')} in progress.` : 'Nothing is in progress.';
};

export const load = async (now, signal) => (await api.jobs(signal)).sort((a, b) => (a.created_at < b.created_at ? 1 : -1));

export function draw(jobs) {
  if (!jobs.length) {
    return empty('No job has run yet. Jobs are syncs of folders, batches that programs send, and installations of models.',
      h('p', {}, cards.link(state.toView('search'), { testid: 'to-search' }, 'Add images'), ' or press Sync above for a collection with a folder.'));
  }
  return h('ul', { class: 'rows', 'aria-label': 'Jobs' }, jobs.map(row));
}

function row(job) {
  const active = text.isActive(job);
  const { done, total } = job.progress;
  return h('li', { class: 'row job-row', testid: 'job-row', 'data-id': job.id, 'data-state': job.state },
    h('span', { class: 'row-name' }, text.name(job)),
    h('span', { class: `chip${active ? ' same' : ''}` }, job.state),
    h('time', { class: 'note', datetime: job.created_at }, format.date(job.created_at)),
    h('span', { class: 'job-text' }, active ? text.progressText(job) : text.outcome(job)),
    active ? h('button', { class: 'button quiet', type: 'button', testid: 'job-cancel', 'data-focus': job.id,
      'aria-label': `Cancel: ${text.name(job)}`, onclick: (event) => {
        event.target.disabled = true;
        api.cancelJob(job.id).catch((error) => notice.error(error.message, null, byId('view-error')));
      } }, 'Cancel') : null,
    active ? null : marks(job),
    active ? h('progress', { 'aria-label': text.title(job), max: 1, ...(total > 0 ? { value: done / total } : {}) }) : null);
}
