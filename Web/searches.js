// The routes of searches. What a search is by is `{ parts, words }`: parts as parts.js describes, with the `file` of each that
// is the visitor's own, and words as words.js reads them.

import { at, request } from './request.js';

const search = (path, body, signal) => request(path, { method: 'POST', signal, patience: 2, ...body });

const base64 = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
});

const textParts = ({ wanted, unwanted }) => [...wanted.map((text) => ({ text })), ...unwanted.map((text) => ({ text, negative: true }))];
const tidy = ({ negative, ...part }) => negative ? { ...part, negative } : part;

/** A body that says what a search is by. Files go as they are in a form; where a region is of one of several images, or no
    file is wanted, they go as parts, in base64. */
async function subject(by, fields, name = 'file') {
  if (!by) return { json: fields };
  const files = by.parts.filter((part) => part.file), stored = by.parts.filter((part) => !part.file);
  const others = [...stored.map(({ image, url, negative }) => tidy({ ...url ? { url } : { image_id: image }, negative })), ...textParts(by.words)];
  if (!files.length) return { json: { ...others.length === 1 && !others[0].negative ? others[0] : { parts: others }, ...fields } };
  const wanted = files.filter(({ negative }) => !negative), cut = files.find(({ region }) => region);
  if (wanted.length && (!cut || (files.length === 1 && !stored.length))) return { form: formOf(files, others, cut?.region, fields, name) };
  return { json: { parts: [...await Promise.all(files.map(partOf)), ...others], ...fields } };
}

const partOf = async ({ file, negative, region }) => tidy({ image: await base64(file), negative, ...region ? { region } : {} });

function formOf(files, others, region, fields, name) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    form.append(key, Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : value);
  }
  for (const { file, negative } of files) form.append(negative ? 'negative_file' : name, file, file.name || 'pasted.png');
  if (region) form.append('region', JSON.stringify(region));
  const first = others.findIndex((part) => part.text !== undefined && !part.negative);
  if (first >= 0) form.append('text', others.splice(first, 1)[0].text);
  if (others.length) form.append('parts', JSON.stringify(others));
  return form;
}

/** Images of a collection; `by` is null where a cursor among the fields says it all. */
export const images = async (collection, by, fields, signal) =>
  search(at('collections', collection, 'search'), await subject(by, fields), signal);

/** Categories of a collection, by their prototypes. */
export const categories = async (collection, by, signal) =>
  search(at('collections', collection, 'search', 'categories'), await subject(by, {}), signal);

/** Files of a company. */
export const company = async (name, file, topK, signal) => search(at('api', 'search', name),
  await subject({ parts: [{ file }], words: { wanted: [], unwanted: [] } }, { top_k: topK }, 'image'), signal);
