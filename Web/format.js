// Numbers and durations as people read them.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export const count = (n) => whole.format(n);
export const plural = (n, one, many = `${one}s`) => `${whole.format(n)} ${n === 1 ? one : many}`;
export const score = (n) => Number(n).toFixed(3);

export function milliseconds(ms) {
  if (ms < 1) return 'under 1\u00a0ms';
  return ms < 1000 ? `${whole.format(ms)}\u00a0ms` : `${short.format(ms / 1000)}\u00a0s`;
}

export function seconds(s) {
  if (s < 1) return 'under 1 s';
  if (s < 90) return `${whole.format(s)} s`;
  return s < 5400 ? `${whole.format(s / 60)} min` : `${short.format(s / 3600)} h`;
}

export const rate = (perSecond) => `${(perSecond < 10 ? short : whole).format(perSecond)} a second`;

export const bytes = (n) => n < 1e6 ? `${whole.format(n / 1e3)} kB` : `${short.format(n / 1e6)} MB`;

/** An attribute's value on one line. */
export const value = (v) => v !== null && typeof v === 'object' ? JSON.stringify(v)
  : v === true ? 'yes' : v === false ? 'no' : String(v);
