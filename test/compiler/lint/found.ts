import { compile } from '../../../compiler/compile.ts';
import { lint } from '../../../compiler/lint/lint.ts';
import type { LintRule } from '../../../compiler/lint/rule.ts';
import { renderPlain } from '../../../dsl/render.ts';

/** Agents and tools that the programs of these tests speak of. */
export const prelude = `edition 1
agent dev { owner user "octocat" id 1 identify key "sha256:${'0a'.repeat(32)}" }
agent ci { owner team "acme/platform" identify key "sha256:${'0b'.repeat(32)}" }
tool Read { path: Path }
tool Write { path: Path, content: String }
tool Deploy { stage: String, count?: Int, force?: Bool }
tool Bash { command: Shell }
tool Fetch { url: Url, note?: String inert }
tool Mail { to: Email, key: Key, ref: Ref, host: Host }
`;

/** Every finding of a whole text. */
export function lintText(text: string) {
  const source = { file: 'a.sentrely', text };
  const compilation = compile([source]);
  if (compilation.rules === undefined) {
    throw new Error(renderPlain(compilation.diagnostics, [source]));
  }
  return lint(compilation);
}

/** What a rule finds in a program: the text under the carets of each finding. */
export function found({ code }: LintRule, more: string): readonly string[] {
  const text = prelude + more;
  return lintText(text)
    .filter((finding) => finding.code === code)
    .map(({ span }) => text.slice(span.start, span.end));
}

/** The same, of a policy for one agent with some rules. */
export function foundIn(rule: LintRule, rules: string): readonly string[] {
  return found(rule, `policy p for agent dev {\n${rules}\n}\n`);
}

/** A program after all safe fixes of a rule. */
export function fixed({ code }: LintRule, rules: string): string {
  const text = `${prelude}policy p for agent dev {\n${rules}\n}\n`;
  const edits = lintText(text)
    .filter((finding) => finding.code === code && finding.fix?.safe === true)
    .flatMap(({ fix }) => fix?.edits ?? [])
    .toSorted((one, other) => other.span.start - one.span.start);
  const after = edits.reduce(
    (left, { span, text: piece }) => left.slice(0, span.start) + piece + left.slice(span.end),
    text,
  );
  return after.slice(after.indexOf('policy p')).split('\n').slice(1, -2).join('\n');
}
