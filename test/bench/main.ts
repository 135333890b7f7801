import { cpus, loadavg } from 'node:os';
import { benchDecide } from './decide.ts';
import { benchGateway } from './gateway.ts';
import { printTable } from './table.ts';

/** Every number of the project, measured in one run on this machine. Ratios travel; times do not. */
console.log(
  `${cpus().length} cores, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
);
printTable('One decision', await benchDecide());
printTable('Gateway, beside the provider directly', await benchGateway());
