import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyFixes } from '../../../cli/fixes.ts';
import { analyzeDifference } from '../../../compiler/analyze/difference.ts';
import { compile } from '../../../compiler/compile.ts';
import { lint } from '../../../compiler/lint/lint.ts';
import { program } from '../../property/random-program.ts';
import { compiled } from '../analyze/programs.ts';

/** Findings that say that a rule could as well not be there. */
const idle = new Set(['rule-changes-nothing', 'allow-under-deny', 'deny-over-nothing']);

function compilationOf(text: string) {
  const source = { file: 'a.sentrely', text };
  const compilation = compile([source]);
  return { source, compilation, findings: lint(compilation) };
}

function differences(base: string, head: string) {
  const { differences, inconclusive } = analyzeDifference(compiled(base), compiled(head));
  // Some lists, and two fields compared, are too much to look at wholly.
  const open = inconclusive.filter(({ tool }) => !/^(?:Mail|Note|Move|Run|mail\.send)$/.test(tool));
  return { kinds: differences.map(({ kind }) => kind), inconclusive: open };
}

it('without a rule that is said to change nothing, nothing changes', () => {
  let removed = 0;
  const property = fc.property(program, (text) => {
    const { compilation, findings } = compilationOf(text);
    const rules = compilation.program?.layers.flatMap((layer) => layer.rules) ?? [];
    for (const { code, span } of findings.filter((each) => idle.has(each.code))) {
      const rule = rules.find((each) => each.span.start <= span.start && span.end <= each.span.end);
      if (rule === undefined) throw new Error(`${code} is about a rule`);
      const without = text.slice(0, rule.span.start) + text.slice(rule.span.end);
      expect(differences(text, without)).toEqual({ kinds: [], inconclusive: [] });
      removed++;
    }
  });
  fc.assert(property, { numRuns: 4, seed: 5 });
  expect(removed).toBeGreaterThan(10);
}, 60_000);

it('safe fixes change no decision', () => {
  let made = 0;
  const property = fc.property(program, (text) => {
    const { source, findings } = compilationOf(text);
    const { changed, count } = applyFixes(findings, [source]);
    made += count;
    for (const after of changed) {
      expect(differences(text, after.text)).toEqual({ kinds: [], inconclusive: [] });
    }
  });
  fc.assert(property, { numRuns: 4, seed: 6 });
  expect(made).toBeGreaterThan(5);
}, 60_000);
