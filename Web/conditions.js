// Conditions on attributes, as the visitor sets them, and as the server's filter. A condition is `{ field, is, value }`,
// where `is` is one of KINDS.

export const KINDS = {
  equals: 'is', differs: 'is not', among: 'is one of', least: 'is at least', most: 'is at most', exists: 'is there', missing: 'is missing',
};
export const takesValue = (kind) => kind !== 'exists' && kind !== 'missing';

/** A typed text as a value: a number or a truth value where it looks like one, a text where it stands in quotes. */
export function valueOf(text) {
  const trimmed = text.trim();
  if (/^".*"$/.test(trimmed)) return trimmed.slice(1, -1);
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  return { true: true, yes: true, false: false, no: false }[trimmed.toLowerCase()] ?? trimmed;
}

/** The opposite of `valueOf`. */
export function textOf(value) {
  const text = value === true ? 'yes' : value === false ? 'no' : String(value);
  return typeof value === 'string' && valueOf(text) !== value ? `"${text}"` : text;
}

const CONDITION = {
  equals: (value) => value, differs: (value) => ({ not: value }), among: (values) => values,
  least: (value) => ({ gte: value }), most: (value) => ({ lte: value }),
  exists: () => ({ exists: true }), missing: () => ({ exists: false }),
};

/** The server's filter for all of the conditions, and for an event where there is one; null for none. */
export function filter(list, event) {
  const filters = list.map(({ field, is, value }) => ({ [field]: CONDITION[is](value) }));
  if (event) filters.push({ event_code: event });
  if (filters.length < 2) return filters[0] ?? null;
  return { all: filters };
}

export const sentence = ({ field, is, value }) =>
  [field, KINDS[is], takesValue(is) ? [value].flat().map(textOf).join(', ') : null].filter(Boolean).join(' ');

const isCondition = (one) => Array.isArray(one) && typeof one[0] === 'string' && one[0] && Object.hasOwn(KINDS, one[1])
  && (!takesValue(one[1]) || (one[1] === 'among') === Array.isArray(one[2]) && one[2] !== null && one[2] !== undefined);

/** Conditions as text in an address, and back; what can't be used is added to `ignored`. */
export const write = (list) => JSON.stringify(list.map(({ field, is, value }) => takesValue(is) ? [field, is, value] : [field, is]));
export function read(text, ignored) {
  if (!text) return [];
  try {
    const list = JSON.parse(text);
    if (Array.isArray(list) && list.every(isCondition)) return list.map(([field, is, value]) => ({ field, is, value: value ?? null }));
  } catch { /* said below */ }
  ignored.push('The address has a filter that can’t be read; it is not used.');
  return [];
}
