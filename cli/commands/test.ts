import type { Source } from '../../dsl/source.ts';
import { command, jsonOption, policyPaths } from '../command.ts';
import { cliError } from '../errors.ts';
import { optionValue } from '../option-value.ts';
import { percentage } from '../percentage.ts';
import { readProgram } from '../sources.ts';
import { runTests, type TestWishes } from '../test-run.ts';
import { interruption, watchSources } from '../watch.ts';

/** `sentrely test`: what the policies say of the calls in their own tests. */
const test = command({
  operands: policyPaths,
  options: {
    coverage: { type: 'boolean', help: 'show what the tests reach' },
    min: { type: 'string', value: 'PERCENT', help: 'least coverage; less exits 1' },
    lcov: { type: 'string', value: 'FILE', help: 'write the coverage as an LCOV trace file' },
    junit: { type: 'string', value: 'FILE', help: 'write the results as JUnit XML' },
    filter: { type: 'string', value: 'TEXT', help: 'run only tests whose title holds the text' },
    watch: { type: 'boolean', help: 'run again whenever a policy changes' },
    json: jsonOption,
  },
  details: `Every case is decided twice: by the engine of a gateway, and by a second, slower one that
was written from the language reference alone.

Covered is each rule that decided a call, each outcome of a condition that a call showed
(true, false and, where a call can leave it open, unknown), and each tool and agent that
a test is about.`,
  examples: [
    'test policies/',
    'test --min 90 --lcov lcov.info policies/',
    'test --watch policies/',
  ],
  findings: 'a test failed, there is none, too little is covered, or the policies have errors',
  async run({ options, operands, terminal }) {
    const wishes: TestWishes = {
      json: options.json ?? false,
      coverage: options.coverage ?? false,
      filter: options.filter,
      min: options.min === undefined ? undefined : optionValue('min', options.min, percentage),
      lcov: options.lcov,
      junit: options.junit,
    };
    if (!options.watch) return runTests(readProgram(operands, terminal.folder), wishes, terminal);
    if (wishes.json) {
      const detail = 'found `--json` and `--watch`, expected one';
      throw cliError('SENTRELY_ERR_CLI_OPTION', detail);
    }
    const rerun = (sources: readonly Source[]) => void runTests(sources, wishes, terminal);
    await watchSources(operands, terminal, interruption(), rerun);
    return 0;
  },
});

export { test as command };
