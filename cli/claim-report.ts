import type { ClaimResult } from '../compiler/analyze/claims.ts';
import type { Gap } from '../compiler/analyze/gap.ts';
import { escapeHidden, quote } from '../dsl/escape.ts';
import { placeOf, lineStarts, type Source, type Span } from '../dsl/source.ts';
import { plural } from './report.ts';
import { shownCall, shownJudgement } from './shown-call.ts';
import { paint, type Screen } from './terminal.ts';

/** Prints the claims that do not hold, each with calls that break it, and how many hold. */
export function writeClaims(
  results: readonly ClaimResult[],
  sources: readonly Source[],
  screen: Screen,
): void {
  for (const result of results) {
    if (result.status !== 'proved') screen.write(block(result, sources, screen));
  }
  const count = (status: ClaimResult['status']) =>
    results.filter((result) => result.status === status).length;
  const [broken, inconclusive] = [count('broken'), count('inconclusive')];
  const parts = [
    `${count('proved')} proved, ${broken} broken`,
    ...(inconclusive === 0 ? [] : [`${inconclusive} inconclusive`]),
  ];
  const summary = results.length === 0 ? 'no claims' : parts.join(', ');
  const style = results.length === 0 || broken + inconclusive > 0 ? 'red' : 'green';
  screen.write(`${paint(screen, style, summary)} in ${plural(sources.length, 'file')}\n`);
}

/** The results for programs. */
export function claimsJson(results: readonly ClaimResult[], sources: readonly Source[]) {
  return results.map(({ claim, status, counterexamples, gap }) => ({
    ...placed(claim.span, sources),
    title: claim.title.text,
    law: claim.law,
    status,
    counterexamples: counterexamples.map(({ call, judgement }) => ({ call, ...judgement })),
    gap,
  }));
}

function placed({ file, start }: Span, sources: readonly Source[]) {
  const text = sources.find((source) => source.file === file)?.text ?? '';
  return { file, line: placeOf(lineStarts(text), start).line };
}

function block(
  { claim, counterexamples, gap, status }: ClaimResult,
  sources: readonly Source[],
  screen: Screen,
): string {
  const { file, line } = placed(claim.span, sources);
  const calls = counterexamples.map(
    ({ call, judgement }) =>
      `  agent   ${quote(call.agent)}\n  call    ${shownCall(call)}\n  got     ${shownJudgement(judgement)}\n`,
  );
  const more = gap === null ? calls : [gapText(gap)];
  const title = `${paint(screen, 'red', status)}: ${quote(claim.title.text)}`;
  return `${title}\n  --> ${escapeHidden(file)}:${line}\n${more.join('\n')}\n`;
}

/** Why it is not known, and what to claim instead. */
function gapText({ why, instead }: Gap): string {
  const write = instead === null ? '' : `  write   ${escapeHidden(instead)}\n`;
  return `  why     ${escapeHidden(why)}\n${write}`;
}
