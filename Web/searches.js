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

/** A body that says what a search is by. Files go as they are where that can be; a region of one of several images goes in
    the list of parts, with the image in base64. */
async function subject(by, fields, name = 'file') {
  if (!by) return { json: fields };
  const { parts, words } = by;
  const files = parts.filter((part) => part.file);
  const others = [...parts.filter((part) => !part.file).map((part) => tidy({ image_id: part.image, negative: part.negative })), ...textParts(words)];
  if (!files.length) return { json: { ...others.length === 1 && !others[0].negative ? others[0] : { parts: others }, ...fields } };
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, typeof value === 'object' ? JSON.stringify(value) : value);
  const isOnly = files.length === 1 && !files[0].negative;
  for (const { file, negative, region } of files) {
    if (region && !isOnly) {
      others.push(tidy({ image: await base64(file), negative, region }));
    } else {
      if (region) form.append('region', JSON.stringify(region));
      form.append(negative ? 'negative_file' : name, file, file.name || 'pasted.png');
    }
  }
  if (![...form.keys()].includes(name)) return { json: { parts: [...others, ...await encoded(files)], ...fields } };
  const first = others.findIndex((part) => part.text !== undefined && !part.negative);
  if (first >= 0) form.append('text', others.splice(first, 1)[0].text);
  if (others.length) form.append('parts', JSON.stringify(others));
  return { form };
}

/** A form has a wanted file; where there is none, all files go as parts. */
const encoded = (files) => Promise.all(files.filter(({ region }) => !region).map(
  async ({ file, negative }) => tidy({ image: await base64(file), negative })));

/** Images of a collection; `by` is null where a cursor among the fields says it all. */
export const images = async (collection, by, fields, signal) =>
  search(at('collections', collection, 'search'), await subject(by, fields), signal);

/** Categories of a collection, by their prototypes. */
export const categories = async (collection, by, signal) =>
  search(at('collections', collection, 'search', 'categories'), await subject(by, {}), signal);

/** Files of a company. */
export const company = async (name, file, topK, signal) => search(at('api', 'search', name),
  await subject({ parts: [{ file }], words: { wanted: [], unwanted: [] } }, { top_k: topK }, 'image'), signal);
