// Work going on in the server: found by asking now and then, followed live while the page is in view.
// One event stream at a time, closed when the page is hidden: browsers allow few connections a host.

import * as api from './api.js';
import { byId, h, icon } from './dom.js';
import { marks } from './job-marks.js';
import { isActive, outcome, progressText, subject, title } from './job-text.js';

const OFTEN = 2000, SELDOM = 15000, FAREWELL = 12000; // ms

const box = byId('jobs');
const shown = new Map(); // id → { job, row }
let handlers = { onChange() {}, onFinish() {}, onError() {} };
let stream = null; // { id, stop }
let timer;

export const isSyncing = (collection) => [...shown.values()].some(({ job }) => job.collection === collection && !job.collection_deleted && isActive(job));

function makeRow(job) {
  const bar = h('progress', { testid: 'sync-bar', max: 1, 'aria-label': title(job) });
  const text = h('span', { class: 'job-text' });
  const news = h('span', { class: 'unseen', role: 'status' });
  const name = h('strong');
  const cancel = h('button', {
    class: 'button quiet', type: 'button', testid: 'sync-cancel',
    onclick: () => api.cancelJob(job.id).then(refresh, (error) => handlers.onError(error)),
  }, 'Cancel');
  const dismiss = h('button', {
    class: 'button quiet square', type: 'button', 'aria-label': 'Dismiss', hidden: true, onclick: () => forget(job.id),
  }, icon('close'));
  const element = h('div', { class: 'job', testid: 'sync-progress' }, name, text, news, cancel, dismiss, bar);
  return { element, bar, text, news, name, cancel, dismiss };
}

function paint({ job, row }) {
  const active = isActive(job);
  const { done, total } = job.progress;
  row.element.dataset.state = job.state;
  row.name.textContent = active ? title(job) : subject(job);
  row.text.textContent = active ? progressText(job) : outcome(job);
  row.bar.hidden = row.cancel.hidden = !active;
  row.dismiss.hidden = active;
  if (active && total > 0) row.bar.value = done / total;
  else row.bar.removeAttribute('value');
  const news = active ? title(job) : `${subject(job)}: ${outcome(job)}`;
  if (row.news.textContent !== news) row.news.textContent = news; // the start and the end are read out, not every step
}

function forget(id) {
  shown.get(id)?.row.element.remove();
  shown.delete(id);
  box.hidden = shown.size === 0;
}

function take(job) {
  let entry = shown.get(job.id);
  if (!entry) {
    if (!isActive(job)) return; // over before we looked
    entry = { job, row: makeRow(job) };
    shown.set(job.id, entry);
    box.hidden = false;
    box.append(entry.row.element);
  } else if (!isActive(entry.job)) {
    return; // already said
  }
  entry.job = job;
  paint(entry);
  if (!isActive(job)) {
    const list = marks(job);
    if (list) entry.row.dismiss.after(list);
    if (job.state !== 'failed' && !list) setTimeout(() => forget(job.id), FAREWELL);
    handlers.onFinish(job);
  }
  handlers.onChange();
}

function follow() {
  const job = document.hidden ? null : [...shown.values()].map((entry) => entry.job).find(isActive);
  if (stream?.id === job?.id) return;
  stream?.stop();
  stream = job ? { id: job.id, stop: api.followJob(job.id, (news) => { take(news); if (!isActive(news)) follow(); }) } : null;
}

async function refresh() {
  clearTimeout(timer);
  try {
    if (!document.hidden) {
      const jobs = await api.jobs();
      jobs.forEach(take);
      const known = new Set(jobs.map((job) => job.id));
      for (const [id, { job }] of shown) if (isActive(job) && !known.has(id)) forget(id); // the server started anew
    }
  } catch { /* the next look may do better; a server that is gone shows in what the visitor does */ }
  follow();
  clearTimeout(timer);
  timer = setTimeout(refresh, [...shown.values()].some(({ job }) => isActive(job)) ? OFTEN : SELDOM);
}

/** Looks for what is going on now. */
export const look = () => refresh();

/** Starts the sync of a collection and shows it. */
export async function start(collection) {
  take(await api.startSync(collection));
  refresh();
}

/** Shows a job that was begun; `job` may be a promise of it. */
export async function begin(job) {
  take(await job);
  refresh();
}

/** Starts the installation of a model and shows it. */
export const install = (model, order) => begin(api.pullModel(model, order));

/** `onChange()` whenever a job moved, `onFinish(job)` once when it ended, `onError(error)`. */
export function watch(given) {
  handlers = given;
  document.addEventListener('visibilitychange', refresh);
  return refresh();
}
