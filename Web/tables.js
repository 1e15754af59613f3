// Figures as tables and lists of terms. On narrow screens a row of a table becomes a card, by the cells' labels.

import * as cards from './cards.js';
import { h } from './dom.js';
import * as format from './format.js';
import * as state from './state.js';

function table(caption, columns, rows) {
  return h('div', { class: 'table', role: 'region', 'aria-label': caption, tabindex: 0 }, h('table', {},
    h('caption', { class: 'unseen' }, caption),
    h('thead', {}, h('tr', {}, columns.map(([name, , kind]) => h('th', { scope: 'col', class: kind }, name)))),
    h('tbody', {}, rows.map((row) => h('tr', { 'data-name': row.name }, columns.map(([name, value, kind], i) =>
      h(i ? 'td' : 'th', { scope: i ? null : 'row', class: kind, 'data-label': name, 'data-column': name.toLowerCase() }, value(row))))))));
}

export const terms = (entries) => h('dl', { class: 'terms' }, entries.filter(([, value]) => value !== null && value !== undefined)
  .map(([name, value, note]) => h('div', {}, h('dt', {}, name), h('dd', { 'data-term': name.toLowerCase() }, value),
    note ? h('dd', { class: 'note' }, note) : null)));

function index(collection) {
  const { kind, indexed, recall, problem } = collection.index_state;
  const missing = collection.images - indexed;
  return [format.indexKind({ kind }), collection.index === 'auto' ? ' (auto)' : null,
    missing > 0 && kind !== 'flat' ? h('span', { class: 'note' }, ` ${format.count(missing)} not in it yet`) : null,
    problem ? h('span', { class: 'problem' }, ` ${problem}`) : null];
}

export const collections = (all) => table('Collections', [
  ['Name', (one) => cards.link({ ...state.toCollection(one.name), view: 'search' }, { 'data-focus': `collection/${one.name}` }, one.name)],
  ['Ready', (one) => format.count(one.images), 'number'],
  ['Failed', (one) => format.count(one.failed), 'number'],
  ['Images', (one) => format.bytes(one.bytes), 'number'],
  ['Vectors', (one) => format.bytes(one.vector_bytes), 'number'],
  ['Search', index],
  ['Recall', ({ index_state: { recall } }) => recall === undefined ? 'not measured' : format.share(recall), 'number'],
  ['Model', (one) => one.model ?? 'vectors from clients'],
], all);

export function server(values, health) {
  const started = values.sum('process_start_time_seconds');
  const mean = (name) => values.mean(name) === null ? null : format.milliseconds(1000 * values.mean(name));
  const services = Object.entries(health.value?.services ?? {}).filter(([, word]) => word !== 'healthy').map(([, word]) => word);
  const errors = values.sum('errors_total') ?? 0;
  return terms([
    ['State', health.error ?? (services.length ? services.join('. ') : 'healthy')],
    ['Model', health.value?.model ?? null, 'of new collections'],
    ['Running for', started ? format.seconds(Date.now() / 1000 - started) : null, started ? `since ${format.date(1000 * started)}` : null],
    ['Requests', format.count(values.sum('http_requests_total') ?? 0), errors ? `${format.count(errors)} failed` : null],
    ['Memory', values.sum('process_resident_memory_bytes') === null ? null : format.bytes(values.sum('process_resident_memory_bytes'))],
    ['One search', mean('vector_search_duration_seconds') ?? 'none yet', 'mean, without embedding'],
    ['One inference', mean('ml_inference_duration_seconds') ?? 'none yet', 'mean, of a batch'],
    ['Stored', format.count(values.sum('stored_images_total') ?? 0), 'images since the start'],
    ['Waiting', format.count(values.sum('embedding_queue_length') ?? 0), 'images'],
    ['Version', values.label('lookalike_build_info', 'version')],
  ]);
}

export const caches = (values) => table('Caches', [
  ['Name', ({ name }) => ({ search: 'Searches', embedding: 'Image vectors' })[name]],
  ['Entries', ({ of }) => format.count(of('cache_entries') ?? 0), 'number'],
  ['Memory', ({ of }) => `${format.bytes(of('cache_bytes') ?? 0)} of ${format.bytes(of('cache_limit_bytes') ?? 0)}`, 'number'],
  ['Hits', ({ of }) => format.count(of('cache_hits_total') ?? 0), 'number'],
  ['Misses', ({ of }) => format.count(of('cache_misses_total') ?? 0), 'number'],
], ['search', 'embedding'].map((name) => ({ name, of: (metric) => values.sum(metric, { cache_type: name }) })));

export function prototypes({ categories_with_prototypes: count, two_stage_search: measured }) {
  if (!count) return h('p', { class: 'note' }, 'The gallery has no categories with images yet.');
  return terms([
    ['Categories', format.count(count), 'of the gallery'],
    ['Recall', measured ? format.share(measured.recall) : 'not measured', measured ? `of the full search’s results, ${format.plural(measured.sample, 'search', 'searches')} for ${measured.limit}` : null],
    ['Searched', measured ? format.share(measured.searched) : null, `of the images, in ${measured?.prototype_limit} categories`],
    ['Measured', measured ? format.date(measured.measured_at) : null],
  ]);
}

/** `serving` has the model by the interface's name; `published` says which models the interfaces' clients expect. */
export const interfaces = (serving, published) => table('Interfaces', [
  ['Name', ({ name }) => name[0].toUpperCase() + name.slice(1)],
  ['Uses', ({ name }) => serving[name] ?? 'says nothing yet'],
  ['Made for', ({ name }) => {
    const made = published.filter(({ systems }) => systems.includes(name));
    return made.length ? h('span', {}, made.map((model, i) => [i ? ', ' : '', model.name,
      h('span', { class: 'note' }, model.installed ? ' installed' : ' not installed')])) : 'any';
  }],
], Object.keys(serving).map((name) => ({ name })));

export const models = (all) => table('Models', [
  ['Name', (one) => one.name],
  ['Dimensions', (one) => format.count(one.dimension), 'number'],
  ['Words', (one) => one.words ? 'yes' : 'no'],
  ['Suggested score', (one) => one.suggested_threshold ?? 'none', 'number'],
  ['Use', (one) => one.default ? 'new collections' : 'when chosen by name'],
  ['Licence', (one) => one.license ?? 'unknown'],
], all);

/** An 8-bit model beside its parent, as they were measured. */
export const quantization = (report) => {
  const { parent, name, p_at_1: one, p_at_10: ten } = report;
  const rows = [
    one && { name: 'P@1', of: one, as: format.share }, ten && { name: 'P@10', of: ten, as: format.share },
    { name: 'Cosine', of: { quantized: report.cosine }, as: (n) => n.toFixed(4) },
    { name: 'One image', of: report.ms_per_image, as: format.exactMilliseconds },
    { name: 'Network', of: report.network_bytes, as: format.bytes },
  ].filter(Boolean);
  const value = (side) => ({ of, as }) => of[side] === undefined ? '' : as(of[side]);
  return table(`${name} beside ${parent}`, [
    ['Measured', ({ name: what }) => what], [parent, value('parent'), 'number'], [name, value('quantized'), 'number']], rows);
};
