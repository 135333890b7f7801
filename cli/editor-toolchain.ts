import type { AgentReference } from '../dsl/ast.ts';
import type { Toolchain } from '../dsl/editor/toolchain.ts';
import { agentPattern } from '../compiler/audience.ts';
import { PatternCache } from '../compiler/automata/cache.ts';
import { compile } from '../compiler/compile.ts';
import { loadAutomaton } from '../compiler/evaluate/automaton.ts';
import { testPolicies } from '../compiler/test-policies.ts';
import { isTypeName, operations } from '../compiler/value-type.ts';

/** Checks for which one cache is kept: patterns that nobody uses any more must not pile up. */
const checksPerCacheMax = 500;

/** The compiler as the language server knows it. Patterns are kept from one keystroke to the next. */
export function editorToolchain(): Toolchain {
  let patterns = new PatternCache();
  let checks = 0;
  return {
    check({ sources, read }) {
      if (++checks % checksPerCacheMax === 0) patterns = new PatternCache();
      return compile(sources, { read, patterns }).diagnostics;
    },
    test({ sources, read }) {
      const compilation = compile(sources, { read, patterns });
      return compilation.rules === undefined ? undefined : testPolicies(compilation).cases;
    },
    operations: (type) =>
      isTypeName(type) || type === 'Scheme' || type === 'UrlPath' ? operations[type] : undefined,
    matches(pattern, agent) {
      const reference: AgentReference = {
        text: pattern,
        isPattern: true,
        span: { file: '', start: 0, end: 0 },
      };
      const automaton = agentPattern(patterns, reference);
      return automaton !== undefined && loadAutomaton(automaton).matches(agent);
    },
  };
}
