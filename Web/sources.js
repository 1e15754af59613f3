// Where can be searched: collections and companies. The list in the header, the facts in the footer, and the button
// that syncs a collection.

import * as api from './api.js';
import { byId, h } from './dom.js';
import * as format from './format.js';

const select = byId('source');
const syncButton = byId('sync');
const facts = byId('facts');
const COMPANY = 'company/'; // no collection's name has a slash

let collections = [];
let companies = [];
let companyProblem = null;
let models = [];

export const all = () => collections;
export const find = (name) => collections.find((collection) => collection.name === name) ?? null;
/** Companies that are not among the collections. */
export const allCompanies = () => companies;
export const companyPath = (name) => companies.find((company) => company.name === name)?.embeddings_path ?? null;
export const hasCompany = (name) => companies.some((company) => company.name === name);

/** Whether a collection can be searched by words; null where the server did not say. */
export const knowsWords = (collection) => models.find((model) => model.name === collection?.model)?.words ?? null;

/** Companies have an interface of their own, and so have models; where they fail, the collections are still there. */
export async function load() {
  const [listed, served, installed] = await Promise.allSettled([api.collections(), api.companies(), api.models()]);
  if (listed.status === 'rejected') throw listed.reason;
  collections = listed.value;
  companyProblem = served.reason?.message ?? null;
  models = installed.value ?? [];
  companies = (served.value ?? []).filter((company) => !find(company.name));
}

/** What to open when the address names nothing: the first collection with images or at least vectors, or a company. */
export function favourite() {
  const filled = collections.filter((collection) => collection.images > 0 && !collection.problem);
  const collection = filled.find((collection) => collection.bytes > 0) ?? filled[0] ?? (companies.length ? null : collections[0]);
  return { collection: collection?.name ?? null, company: collection ? null : companies[0]?.name ?? null };
}

const group = (label, options) => options.length ? h('optgroup', { label }, options) : null;

export function show({ collection: name, company }) {
  const options = collections.map((one) => h('option', { value: one.name }, `${one.name} (${one.problem ? 'damaged' : format.count(one.images)})`));
  const others = companies.map((one) => h('option', { value: COMPANY + one.name }, one.name));
  if (name && !find(name)) options.unshift(h('option', { value: name }, `${name} (not found)`));
  if (company && !hasCompany(company)) others.unshift(h('option', { value: COMPANY + company }, `${company} (not found)`));
  const none = h('option', { value: '' }, 'Nothing to search yet');
  const groups = others.length ? [group('Collections', options), group('Companies', others)] : options;
  select.replaceChildren(...groups.filter(Boolean).length ? groups.filter(Boolean) : [none]);
  select.value = company ? COMPANY + company : name ?? '';
  select.disabled = options.length + others.length === 0;

  const collection = company ? null : find(name);
  syncButton.hidden = !collection?.directory;
  syncButton.title = collection?.directory ? `Index what changed in ${collection.directory}` : '';
  if (company) showCompany(company);
  else showCollection(collection);
}

const join = (...parts) => parts.filter(Boolean).join(' · ');

function showCollection(collection) {
  facts.textContent = collection?.problem ?? (collection ? join(
    format.plural(collection.images, 'image'),
    collection.failed ? `${format.count(collection.failed)} could not be read` : null,
    `${collection.model ?? 'vectors from clients'}, ${format.count(collection.dimension)} dimensions`,
    `${collection.metric}, ${format.index(collection.index_state)}`,
    collection.directory) : companyProblem ?? '');
}

/** Asking opens the company, so it is asked for no other. */
async function showCompany(name) {
  if (facts.dataset.company === name && facts.textContent) return;
  facts.dataset.company = name;
  facts.textContent = '';
  if (!hasCompany(name)) return;
  const text = await api.companyStatistics(name).then(({ total_images: total, index_info: info, problem }) => join(
    format.plural(total, 'image'), `${info.model}, ${format.count(info.embedding_dimension)} dimensions`, problem),
  (error) => error.message);
  if (select.value === COMPANY + name) facts.textContent = text;
}

export const syncing = (yes) => {
  syncButton.disabled = yes;
  syncButton.lastElementChild.textContent = yes ? 'Syncing' : 'Sync';
};

/** `onCollection(name)`, `onCompany(name)`, `onSync()`. */
export function listen({ onCollection, onCompany, onSync }) {
  select.addEventListener('change', () => {
    const { value } = select;
    if (value.startsWith(COMPANY)) onCompany(value.slice(COMPANY.length));
    else onCollection(value);
  });
  syncButton.addEventListener('click', onSync);
}
