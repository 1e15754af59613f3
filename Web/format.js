// Numbers, durations and codes as people read them.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const number = (n) => new Intl.NumberFormat('en', { maximumFractionDigits: 6, useGrouping: Math.abs(n) >= 1e4 }).format(n);
export const count = (n) => whole.format(n);
export const plural = (n, one, many = `${one}s`) => `${whole.format(n)} ${n === 1 ? one : many}`;
export const score = (n) => Number(n).toFixed(3);
/** A share of one; never 100 % where something is missing. */
export const share = (n) => `${short.format(n < 1 ? Math.min(100 * n, 99.9) : 100)}\u00a0%`;

export function milliseconds(ms) {
  if (ms < 1) return 'under 1\u00a0ms';
  return ms < 1000 ? `${whole.format(ms)}\u00a0ms` : `${short.format(ms / 1000)}\u00a0s`;
}

/** Where parts of a millisecond count. */
export const exactMilliseconds = (ms) => `${new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(ms)}\u00a0ms`;
export const millions = (n) => short.format(n / 1e6);

export function seconds(s) {
  if (s < 1) return 'under 1 s';
  if (s < 90) return `${whole.format(s)} s`;
  if (s < 5400) return `${whole.format(s / 60)} min`;
  return s < 172800 ? `${short.format(s / 3600)} h` : `${short.format(s / 86400)} days`;
}

/** A time in a video: 0:07, 12:30, 1:02:03. */
export function clock(s) {
  const whole = Math.floor(s), two = (n) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Where in its file a frame is. */
export const place = (frame) => frame.kind === 'video' ? clock(frame.seconds) : `${frame.kind} ${count(frame.number)}`.replace('animation', 'frame');

export const date = (text) => moment.format(new Date(text));
export const rate = (perSecond) => `${(perSecond < 10 ? short : whole).format(perSecond)} a second`;

export function bytes(n) {
  if (n < 1e6) return `${whole.format(n / 1e3)}\u00a0kB`;
  return n < 1e9 ? `${short.format(n / 1e6)}\u00a0MB` : `${short.format(n / 1e9)}\u00a0GB`;
}

/** What answers searches. */
const KINDS = { flat: 'exact', hnsw: 'graph', ivfflat: 'lists' };
export const indexKind = ({ kind }) => KINDS[kind] ?? kind;
export const index = (state) => state.kind === 'flat' ? 'exact search'
  : `${indexKind(state)} index${state.recall === undefined ? '' : `, finds ${share(state.recall)}`}`;

/** A UUID is told by its beginning. */
export const code = (text) => /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i.test(text) ? `${text.slice(0, 8)}…` : text;

/** An attribute's value on one line. */
export const value = (v) => v !== null && typeof v === 'object' ? JSON.stringify(v)
  : v === true ? 'yes' : v === false ? 'no' : String(v);
