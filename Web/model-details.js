// What a model is: its layers, preprocessing and licence, how fast it is here, whether its answers are right, its
// network as a file, and its 8-bit version beside it.

import * as api from './api.js';
import { h } from './dom.js';
import * as format from './format.js';
import * as tables from './tables.js';
import { quantize } from './model-quantize.js';

const known = new Map(); // what the server said of each model, by its name and source: the row is drawn anew now and then
const reports = new Map(); // of finished jobs, by their ids

const key = ({ name, source }) => JSON.stringify([name, source ?? null]);

const of = (model) => {
  if (!known.has(key(model))) known.set(key(model), {});
  return known.get(key(model));
};

/** Forgets what was known of models that are not in this list of the installed ones any more. */
export const keepOnly = (models) => {
  const there = new Set(models.map(key));
  for (const one of known.keys()) if (!there.has(one)) known.delete(one);
};

const size = ({ network, network_bytes: bytes }) => `${network}, ${format.bytes(bytes)}`;

const facts = (model, speed) => tables.terms([
  ['Numbers', format.count(model.dimension), model.normalized ? 'scaled to length 1' : null],
  ['Input', `${model.width} × ${model.height}`],
  ['Layers', model.layers === undefined ? null : format.count(model.layers)],
  ['Parameters', model.parameters === undefined ? null : `${format.millions(model.parameters)} million`],
  ['Network', size(model)],
  ['Words', model.text ? `${model.text.tokenizer}, ${model.text.tokens} tokens` : model.words ? 'a list of words' : 'none'],
  ['Licence', model.license ?? 'unknown'],
  ['Speed here', speed ? format.exactMilliseconds(speed.ms_per_image) : null, speed ? `for one image on one core, in ${speed.precision}` : null],
]);

const sentence = (label, text) => text ? h('p', { class: 'note' }, `${label}: ${text}`) : null;

function outcome(check) {
  if (!check) return null;
  const against = check.compared_with === 'stored' ? 'the stored ones' : 'itself in f32; nothing was stored before';
  return h('p', { class: check.good ? 'note' : 'problem', testid: 'model-checked', 'data-good': check.good, role: 'status' },
    check.good ? `Its answers in ${check.precision} agree with ${against}: cosine ${check.cosine.toFixed(6)} at least.` : check.problem);
}

/** A button that asks the server for something, and draws again with the answer. */
const button = (text, testid, name, action, { redraw, problem }) => h('button', {
  class: 'button', type: 'button', testid, 'data-focus': `${testid}/${name}`,
  onclick: async ({ target }) => {
    target.disabled = true;
    problem.hidden = true;
    try { if (await action() !== false) redraw(); } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    }
    target.disabled = false;
  } }, text);

const download = (name, text) => h('a', { class: 'button', testid: text ? 'model-download-text' : 'model-download', href: api.networkOf(name, { text }), download: '' },
  text ? 'Download text network' : 'Download ONNX');

function tools(model, frame) {
  const { name } = model;
  return h('div', { class: 'inline' },
    button('Measure speed', 'model-speed', name, async () => { of(model).speed = await api.modelSpeed(name); }, frame),
    button('Check', 'model-check', name, async () => { of(model).check = await api.checkModel(name); }, frame),
    model.exportable ? [download(name, false), model.text ? download(name, true) : null] : null,
    model.exportable ? button('Make 8-bit version', 'model-quantize', name, async () => await quantize(name), frame) : null);
}

/** An 8-bit version that was made, or refused, beside its parent. */
function report(job) {
  const found = job && reports.get(job.id);
  return found?.cosine === undefined ? null : h('div', { testid: 'model-report', 'data-installed': String(found.installed) }, tables.quantization(found));
}

const isOver = (job) => ['succeeded', 'failed'].includes(job?.state);

/** The part of a model's row that opens. `job` is the latest one that made an 8-bit version of it, if there is one. */
export function details(model, job) {
  const body = h('div', { class: 'model-details', testid: 'model-details' });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true, testid: 'model-details-problem' });
  let shown = [];
  const state = () => [of(model).facts, of(model).speed, of(model).check, reports.get(job?.id)];
  const isOutdated = () => state().some((value, i) => value !== shown[i]); // another row's answer may have come meanwhile
  const paint = () => {
    const { facts: found, speed, check } = of(model);
    if (!found) return;
    shown = state();
    body.replaceChildren(...[facts(found, speed), sentence('Images', found.preprocessing), sentence('From', found.source), outcome(check),
      tools(found, { redraw: paint, problem }), problem, report(job)].filter(Boolean));
  };
  const isMissing = () => !of(model).facts || (isOver(job) && !reports.has(job.id));
  const load = async () => {
    of(model).facts ??= await api.modelDetails(model.name);
    if (isOver(job) && !reports.has(job.id)) reports.set(job.id, (await api.job(job.id)).result ?? {});
    paint();
  };
  paint(); // what is known is there at once, so that the focus finds it
  return h('details', { class: 'row-facts', ontoggle: ({ target }) => {
    if (!target.open) return;
    if (isMissing()) load().catch((error) => body.replaceChildren(h('p', { class: 'problem' }, error.message)));
    else if (isOutdated()) paint();
  } }, h('summary', { testid: 'model-open', 'data-focus': `details/${model.name}`, 'aria-label': `Details of ${model.name}` }, 'Details'), body);
}
