import { cpus, loadavg } from 'node:os';
import { benchAnalyze } from './analyze.ts';
import { benchAudit } from './audit.ts';
import { benchBundle } from './bundle.ts';
import { benchCold } from './cold.ts';
import { benchDecide } from './decide.ts';
import { benchEditor } from './editor.ts';
import { benchGateway } from './gateway.ts';
import { benchReplay } from './replay.ts';
import { printTable } from './table.ts';
import { benchWire } from './wire.ts';
import { benchWorst } from './worst.ts';

/** Every number of the project, measured in one run on this machine. Ratios travel; times do not. */
const load = loadavg()
  .map((value) => value.toFixed(1))
  .join(' ');
console.log(`${cpus().length} cores, load ${load}, Node ${process.versions.node}`);
printTable('One decision', benchDecide());
printTable('A bundle', benchBundle());
printTable('A cold process', benchCold());
printTable('Analysis', benchAnalyze());
printTable('Worst cases', benchWorst());
printTable('The wire, without a network', await benchWire());
printTable('Replay', await benchReplay());
printTable('The editor', benchEditor());
printTable('The audit log', await benchAudit());
for (const [title, rows] of await benchGateway({ rounds: 200, loadMs: 500 }))
  printTable(title, rows);
process.exit(0);
