import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

// The edge of the process. The exit code is set, not forced, so that all output is written first.
process.exitCode = await run(process.argv.slice(2), processTerminal());
