// The duplicates of a collection: looked for by a job, then reviewed group by group.

import * as api from './api.js';
import { h } from './dom.js';
import * as duplicates from './duplicates.js';
import { empty } from './empty.js';
import * as format from './format.js';
import * as jobText from './job-text.js';
import * as notice from './notice.js';
import { review } from './review.js';
import * as sources from './sources.js';
import * as state from './state.js';

const JOB = 'duplicates';
const KINDS = { '': 'All kinds', exact: 'Same bytes', near: 'Same picture', edited: 'Edited copies' };

export const every = 2000;

let wish = { kind: '', isPutOff: false };
let shown = null; // what the review was begun with
let isRemoving = false;
let handlers = { onStarted() {}, onChanged() {}, look() {} };

/** `onStarted()` when a job was begun, `onChanged()` when images were removed or put back. */
export const listen = (given) => { handlers = given; };

export const title = () => 'Duplicates';
export const lead = (now, data) => data?.total === undefined ? '' : data.total
  ? `${format.plural(data.total, 'group')} of “${now.collection}” to review. Nothing is removed unless you ask for it.` : '';

const problem = (error) => notice.error(error.message, null, document.getElementById('view-error'));

export async function load({ collection: name, company }, signal) {
  const collection = company ? null : sources.find(name);
  if (!collection?.images) return { none: company ?? name ?? '' };
  const job = (await api.jobs(signal)).find((one) => one.kind === JOB && one.collection === name);
  const isRunning = Boolean(job && jobText.isActive(job));
  const key = JSON.stringify([name, wish, isRunning ? null : job?.id]);
  if (shown?.key !== key) shown = { key, page: await duplicates.groups(name, wish, signal) };
  return { key, name, job: isRunning ? job : null, hasRun: Boolean(job), total: shown.page.total };
}

export function draw({ none, name, job, hasRun, total }) {
  if (none !== undefined) return empty(none && sources.hasCompany(none) ? `“${none}” is a company; its images are not reviewed.` : 'There are no images to look for duplicates among.');
  return [tools(name, job, hasRun), job ? progress(job) : null,
    job ? null : !total && !hasRun ? empty('Duplicates have not been looked for yet.') : reviewOf(name)];
}

function progress(job) {
  const { done, total } = job.progress;
  return h('div', { class: 'map-progress', testid: 'duplicates-progress' }, h('p', {}, `Looking for duplicates: ${jobText.progressText(job)}`),
    h('progress', { 'aria-label': 'Looking for duplicates', max: 1, ...total ? { value: done / total } : {} }));
}

function tools(name, job, hasRun) {
  const kind = h('select', { id: 'duplicates-kind', testid: 'duplicates-kind', 'data-focus': 'kind', onchange: () => change({ kind: kind.value }) },
    Object.entries(KINDS).map(([value, text]) => h('option', { value }, text)));
  kind.value = wish.kind;
  const box = (text, testid, checked, action) => {
    const field = h('input', { type: 'checkbox', testid, 'data-focus': testid, checked, onchange: () => action(field.checked) });
    return h('label', { class: 'inline check' }, field, text);
  };
  return h('div', { class: 'inline' },
    h('button', { class: 'button', type: 'button', testid: 'duplicates-search', 'data-focus': 'search', disabled: Boolean(job), onclick: () => start(name) }, hasRun ? 'Look again' : 'Look for duplicates'),
    h('label', { class: 'unseen', for: 'duplicates-kind' }, 'Kind'), kind,
    box('Put off', 'duplicates-later', wish.isPutOff, (yes) => change({ isPutOff: yes })),
    box('Move the others to the trash', 'duplicates-remove', isRemoving, (yes) => { isRemoving = yes; }));
}

const change = (changes) => { wish = { ...wish, ...changes }; handlers.look(); };

async function start(name) {
  try {
    await duplicates.search(name);
    handlers.onStarted();
    handlers.look();
  } catch (error) { problem(error); }
}

function reviewOf(name) {
  const { page } = shown;
  const made = [];
  const element = review(page.groups, {
    total: page.total, onProblem: problem,
    async decide(group, choice, kept) {
      const { id: decision, changed, problems } = await duplicates.decide(name, group, choice, kept, isRemoving);
      made.push(decision);
      if (problems?.length) problem(new Error(problems.map((one) => `${one.id}: ${one.detail}`).join(' ')));
      if (changed?.length) handlers.onChanged();
    },
    async undo() {
      if (!made.length) return false;
      const { changed } = await duplicates.undo(name, made.at(-1));
      made.pop();
      if (changed?.length) handlers.onChanged();
      return true;
    },
    async more() {
      if (!page.next) return [];
      const further = await duplicates.groups(name, { ...wish, after: page.next });
      page.next = further.next;
      return further.groups;
    },
  });
  queueMicrotask(() => { if (state.get().view === 'duplicates' && document.activeElement === document.body) element.focus({ preventScroll: true }); });
  return element;
}
