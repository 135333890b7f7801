import { diagnosticsMax, type Finding, type Severity } from '../dsl/diagnostic.ts';
import { renderPretty } from '../dsl/render.ts';
import type { Source } from '../dsl/source.ts';
import type { ExitCode } from './command.ts';
import { paint, type Screen } from './terminal.ts';

/** Prints findings and their number. The exit code is 1 when one of them is an error. */
export function writeDiagnostics(
  diagnostics: readonly Finding[],
  sources: readonly Source[],
  screen: Screen,
): ExitCode {
  if (diagnostics.length > 0) {
    screen.write(`${renderPretty(diagnostics, sources, { color: screen.hasColor })}\n`);
  }
  const count = (severity: Severity) =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = count('error');
  const found = counts([
    [errors, 'error'],
    [count('warning'), 'warning'],
    [count('info'), 'remark'],
  ]);
  const isCut = diagnostics.length >= diagnosticsMax;
  const style = errors > 0 ? 'red' : 'green';
  const summary = `${found === '' ? 'nothing found' : found} in ${plural(sources.length, 'file')}`;
  screen.write(`${paint(screen, style, summary)}${isCut ? ', and no more are listed' : ''}\n`);
  return errors > 0 ? 1 : 0;
}

/** `2 errors, 1 warning`: what there is some of. */
function counts(parts: readonly (readonly [number, string])[]): string {
  return parts
    .filter(([number]) => number > 0)
    .map(([number, noun]) => plural(number, noun))
    .join(', ');
}

/** `1 file`, `2 files`. */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
