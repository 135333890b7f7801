import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { format } from '../../dsl/print.ts';
import type { Source } from '../../dsl/source.ts';
import { command, type ExitCode } from '../command.ts';
import { unifiedDiff } from '../diff.ts';
import { cliError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { writeDiagnostics } from '../report.ts';
import { readSources } from '../sources.ts';
import { readStdin } from '../stdin.ts';
import type { Terminal } from '../terminal.ts';

/** Largest policy text that is read from standard input: the cap on a file. */
const stdinBytesMax = 1024 * 1024;

/** What is done with a text that is laid out differently. */
type Mode = 'write' | 'check' | 'diff' | 'stdin';

/** `sentrely fmt`: the one canonical layout of policy files. */
const fmt = command({
  operands: { usage: 'PATH...', min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    check: { type: 'boolean', help: 'write nothing; name the files that would change' },
    diff: { type: 'boolean', help: 'write nothing; show what would change' },
    stdin: { type: 'boolean', help: 'lay out standard input to standard output' },
  },
  details: `Rewrites each file in place, comments kept. A file with mistakes is left alone and its
mistakes are printed. A folder stands for every .sentrely file below it.`,
  examples: ['fmt policies/', 'fmt --check policies/', 'fmt --stdin < a.sentrely'],
  findings: 'a file has mistakes or, with --check or --diff, another layout',
  async run({ options, operands, terminal }) {
    const mode = modeOf(options);
    const isStdin = mode === 'stdin';
    if (isStdin !== (operands.length === 0)) {
      const expected = isStdin ? 'none with `--stdin`' : 'PATH... or `--stdin`';
      throw cliError('SENTRELY_ERR_CLI_OPERAND', `found ${operands.length}, expected ${expected}`);
    }
    return isStdin ? formatStdin(terminal) : formatFiles(operands, mode, terminal);
  },
});

export { fmt as command };

function modeOf(options: Readonly<Record<'check' | 'diff' | 'stdin', boolean | undefined>>): Mode {
  const [mode = 'write', other] = (['check', 'diff', 'stdin'] as const).filter((it) => options[it]);
  if (other === undefined) return mode;
  throw cliError('SENTRELY_ERR_CLI_OPTION', `found \`--${mode}\` and \`--${other}\`, expected one`);
}

async function formatStdin(terminal: Terminal): Promise<ExitCode> {
  const source = { file: '(stdin)', text: await readStdin(terminal, stdinBytesMax) };
  const { text, diagnostics } = format(source);
  if (text === undefined) return writeDiagnostics(diagnostics, [source], terminal.err);
  terminal.out.write(text);
  return 0;
}

function formatFiles(paths: readonly string[], mode: Mode, terminal: Terminal): ExitCode {
  const sources = readSources(paths, terminal.folder);
  const broken: Diagnostic[] = [];
  let changed = 0;
  for (const source of sources) {
    const { text, diagnostics } = format(source);
    if (text === undefined) broken.push(...diagnostics);
    else if (text !== source.text) {
      changed++;
      settle(source, text, mode, terminal);
    }
  }
  if (broken.length > 0) writeDiagnostics(broken, sources, terminal.err);
  const hasFindings = broken.length > 0 || (changed > 0 && mode !== 'write');
  return hasFindings ? 1 : 0;
}

function settle(source: Source, text: string, mode: Mode, terminal: Terminal): void {
  if (mode === 'diff') return terminal.out.write(unifiedDiff(source.file, source.text, text));
  if (mode === 'write') writeWhole(terminal.folder, source.file, text);
  terminal.out.write(`${quote(source.file)}\n`);
}
