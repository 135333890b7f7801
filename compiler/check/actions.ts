import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import type { Program } from '../program.ts';
import { checkParams } from './types.ts';

/** How much harm an action can do; what a person who approves is shown. */
const risks: readonly string[] = ['low', 'medium', 'high'];

/** Actions: parameters of known types, a risk that exists. */
export function* checkActions({ actions }: Program): Generator<Diagnostic> {
  for (const { params, risk } of actions.values()) {
    yield* checkParams(params);
    for (const { name, span, directory } of params) {
      if (directory !== true) continue;
      const message = `found \`directory\` on ${quote(name.text)}, expected it only on a parameter of a tool`;
      yield finding('unknown-type', span, message, { help: 'remove it' });
    }
    if (risk === undefined || risks.includes(risk.text)) continue;
    const message = `found risk ${quote(risk.text)}, expected one of \`low\`, \`medium\`, \`high\``;
    yield finding('unknown-risk', risk.span, message, didYouMean(risk, risks));
  }
}
