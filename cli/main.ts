import { reportFailure } from './failure.ts';
import { run } from './run.ts';
import { processTerminal } from './terminal.ts';

// The edge of the process. The exit code is set, not forced, so that all output is written first.
const terminal = processTerminal();
process.once('uncaughtException', (error) => process.exit(reportFailure(error, terminal, false)));
process.exitCode = await run(process.argv.slice(2), terminal);
