import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricEntry, metricList, type MetricName } from './metric-list.ts';

/** Metrics of the kind `Type`. */
type NameOf<Type extends MetricEntry['type']> = {
  [Name in MetricName]: (typeof metricList)[Name]['type'] extends Type ? Name : never;
}[MetricName];

type LabelsOf<Name extends MetricName> = Readonly<
  Record<keyof (typeof metricList)[Name]['labels'], string>
>;

/** Bounds of all histograms in seconds: 100 us to 10 min, fine where a gateway should be. */
const buckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30, 60, 120, 600,
];

/** One set of metrics, by their names in the list. */
export interface Instruments {
  count<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>, by?: number): void;
  observe<Name extends NameOf<'histogram'>>(
    name: Name,
    labels: LabelsOf<Name>,
    seconds: number,
  ): void;
  /** Asked at every scrape. */
  gauge(name: NameOf<'gauge'>, read: () => number | Promise<number>): void;
  /** The Prometheus text, with the metrics of the process. */
  text(): Promise<string>;
  readonly contentType: string;
}

let ofProcess: Registry | undefined;

/** The process has one set, however many gateways run in it: its observers cannot be taken down. */
function processRegistry(): Registry {
  if (ofProcess !== undefined) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

/** Makes a set in which everything stands at zero. */
export function createInstruments(): Instruments {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const histograms = new Map<string, Histogram>();
  for (const [name, { type, help, labels }] of Object.entries<MetricEntry>(metricList)) {
    const settings = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    if (type === 'counter') counters.set(name, new Counter(settings));
    if (type === 'histogram') histograms.set(name, new Histogram({ ...settings, buckets }));
  }
  const all = Registry.merge([registry, processRegistry()]);
  return {
    count: (name, labels, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    observe: (name, labels, seconds) => histograms.get(name)?.observe({ ...labels }, seconds),
    gauge: (name, read) => {
      const { help } = metricList[name];
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers: [registry],
        collect: async () => gauge.set(await read()),
      });
      all.registerMetric(gauge);
    },
    text: () => all.metrics(),
    contentType: all.contentType,
  };
}
