// A model as a row: installed, or one that can be.

import { h } from './dom.js';
import * as format from './format.js';
import { accept, install, remove } from './model-actions.js';
import { details } from './model-details.js';
import * as jobText from './job-text.js';

// What a download is compared with.
const HASH = {
  published: 'checked with its makers’ hash', pinned: 'must equal the first download', first_download: 'hash pinned at first download',
};

const facts = (...parts) => h('span', { class: 'row-facts note' }, parts.filter(Boolean).join(' · '));

const head = ({ name, description }) =>
  h('span', { class: 'row-name' }, name, description ? h('span', { class: 'note' }, description) : null);

const chips = ({ words }, ...others) => [
  ...others, h('span', { class: words ? 'chip same' : 'chip' }, words ? 'words and images' : 'images only')];

/** `making` is the latest job that made an 8-bit version of it, if there is one; `onRemoved()` when the visitor has removed it. */
export function installed(model, making, onRemoved) {
  const active = making && jobText.isActive(making);
  return h('li', { class: 'row model-row', testid: 'model-row', 'data-name': model.name },
    head(model), chips(model, model.default ? h('span', { class: 'chip same' }, 'for new collections') : null),
    model.removable ? h('button', {
      class: 'button quiet', type: 'button', testid: 'model-remove', 'data-focus': `remove/${model.name}`, 'aria-label': `Remove ${model.name}`,
      onclick: async () => { if (await remove(model.name)) onRemoved(); },
    }, 'Remove') : null,
    facts(
      `${format.count(model.dimension)} dimensions`,
      model.collections.length ? `used by ${model.collections.join(', ')}` : 'used by no collection',
      model.suggested_threshold === undefined ? null : `suggested score ${model.suggested_threshold}`,
      `licence ${model.license ?? 'unknown'}`),
    making?.state === 'failed' ? h('span', { class: 'row-facts problem', testid: 'quantization-problem' }, jobText.outcome(making)) : null,
    active ? progress(making) : null, details(model, making));
}

/** `job` is the latest one that installed it or tried to, if there is one; `onStarted()` when there is another. */
export function available(model, job, onStarted) {
  const active = job && jobText.isActive(job);
  const failed = !model.installed && job?.state === 'failed';
  return h('li', { class: 'row model-row', testid: 'available-row', 'data-name': model.name, 'data-state': job?.state },
    head(model), chips(model), button(model, { active, failed, onStarted }),
    facts(
      `${format.count(model.dimension)} dimensions`,
      model.bytes === undefined ? null : format.bytes(model.bytes),
      model.systems.length ? `for the interface ${model.systems.join(', ')}` : null,
      `licence ${model.license}`, model.downloadable && !model.installed ? HASH[model.hash] : null),
    model.obtain && !model.downloadable && !model.installed ? h('span', { class: 'row-facts note', testid: 'model-obtain' }, model.obtain) : null,
    failed ? h('span', { class: 'row-facts problem', testid: 'model-problem' }, jobText.outcome(job)) : null,
    failed && job.result?.found_sha256 ? changed(model, job, onStarted) : null,
    active ? progress(job) : null);
}

function button(model, { active, failed, onStarted }) {
  if (model.installed) return h('span', { class: 'chip' }, 'installed');
  if (!model.downloadable) return null;
  return h('button', {
    class: 'button', type: 'button', testid: 'model-install', 'data-focus': `install/${model.name}`, disabled: active, 'aria-label': `Install ${model.name}`,
    onclick: async ({ target }) => {
      target.disabled = true;
      if (await install(model.name)) onStarted();
      else target.disabled = false;
    },
  }, active ? 'Installing' : failed ? 'Try again' : 'Install');
}

/** A file that is not the pinned one: the visitor may take it after seeing both hashes. */
function changed({ name }, job, onStarted) {
  return h('span', { class: 'row-facts' }, h('button', {
    class: 'button', type: 'button', testid: 'model-accept', 'data-focus': `accept/${name}`,
    onclick: async ({ target }) => {
      target.disabled = true;
      if (await accept(name, job.result)) onStarted();
      else target.disabled = false;
    },
  }, 'Take the changed file'));
}

function progress(job) {
  const { done, total } = job.progress;
  return [
    h('span', { class: 'row-facts note', testid: 'model-progress' }, jobText.progressText(job)),
    h('progress', { 'aria-label': jobText.title(job), max: 1, ...(total > 0 ? { value: done / total } : {}) })];
}
