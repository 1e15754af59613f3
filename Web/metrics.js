// Figures in Prometheus' text format.

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** `sum(name, labels)` adds up the values of a name that have these labels; null where there is none. */
export function parse(text) {
  const values = new Map();
  for (const line of text.split('\n')) {
    const found = line.startsWith('#') ? null : LINE.exec(line);
    if (!found) continue;
    const labels = Object.fromEntries([...(found[2] ?? '').matchAll(LABEL)].map(([, key, value]) => [key, value]));
    if (!values.has(found[1])) values.set(found[1], []);
    values.get(found[1]).push({ labels, value: Number(found[3]) });
  }
  return {
    sum(name, labels = {}) {
      const all = (values.get(name) ?? []).filter((one) => Object.entries(labels).every(([key, value]) => one.labels[key] === value));
      return all.length ? all.reduce((sum, one) => sum + one.value, 0) : null;
    },
    /** The mean of a histogram; null where nothing was measured. */
    mean(name) {
      const count = this.sum(`${name}_count`);
      return count ? this.sum(`${name}_sum`) / count : null;
    },
    label: (name, label) => values.get(name)?.[0].labels[label] ?? null,
  };
}
