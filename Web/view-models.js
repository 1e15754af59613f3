// The models: those that are installed, those that can be, and which interface uses which.

import * as api from './api.js';
import { h } from './dom.js';
import { empty } from './empty.js';
import * as format from './format.js';
import { keepOnly } from './model-details.js';
import * as rows from './model-rows.js';
import * as panel from './panel.js';
import * as sources from './sources.js';
import * as state from './state.js';
import * as tables from './tables.js';

const SELDOM = 20000; // ms: asking the interfaces loads their models

let serving = { at: 0 }; // what the interfaces said last, of which installed models

export const every = 2000;
export const title = () => 'Models';
export const lead = (now, data) => data ? `${format.plural(data.installed.length, 'model')} installed. A model turns images into vectors; one that knows words turns these into vectors too, so that words find images.` : '';

async function interfaces(installed, signal) {
  const names = installed.map(({ name }) => name).join(' ');
  if (serving.names !== names || Date.now() - serving.at > SELDOM) {
    serving = { names, at: Date.now(), models: await api.servingModels(signal) };
  }
  return serving.models;
}

export async function load(now, signal) {
  const [installed, { models: available, mirror }, jobs] = await Promise.all([api.models(signal), api.availableModels(signal), api.jobs(signal)]);
  keepOnly(installed);
  return {
    installed, available, mirror, latest: latest(jobs, 'model', 'model'), makings: latest(jobs, 'quantization', 'parent'),
    serving: await interfaces(installed, signal) };
}

/** The latest job of a kind for each model, by the name that `member` of its result has. */
function latest(jobs, wanted, member) {
  const found = {};
  for (const job of jobs.filter(({ kind }) => kind === wanted)) {
    const name = job.result?.[member];
    if (name && !(found[name]?.created_at > job.created_at)) found[name] = job;
  }
  return found;
}

const section = (name, testid, ...content) => h('section', { class: 'figures', testid }, h('h2', {}, name), content);

export function draw({ installed, available, mirror, latest: jobs, makings, serving: models }) {
  const again = () => {
    sources.load().catch(() => {}); // what the search says of words; the next look may do better
    if (state.get().view === 'models') panel.show({ every, title, lead, load, draw }, { quiet: true });
  };
  return [
    section('Installed', 'models-installed', installed.length
      ? h('ul', { class: 'rows', 'aria-label': 'Installed models' }, installed.map((model) => rows.installed(model, makings[model.name], again)))
      : empty('No model is installed.')),
    section('Published', 'models-available',
      h('p', { class: 'note' }, `${mirror ? 'From the mirror that the server was given.' : 'From their makers’ own addresses.'} Beside each stands what its files are compared with.`),
      h('ul', { class: 'rows', 'aria-label': 'Published models' }, available.map((model) => rows.available(model, jobs[model.name], again)))),
    section('Interfaces', 'models-interfaces', tables.interfaces(models, available)),
  ];
}
