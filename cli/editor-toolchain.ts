import type { AgentReference } from '../dsl/ast.ts';
import { PolicyFile } from '../dsl/editor/policy-file.ts';
import type { Toolchain } from '../dsl/editor/toolchain.ts';
import { agentPattern } from '../compiler/audience.ts';
import { PatternCache } from '../compiler/automata/cache.ts';
import { builtInActions } from '../compiler/bundle/builtin-actions.ts';
import { compile } from '../compiler/compile.ts';
import { loadAutomaton } from '../compiler/evaluate/automaton.ts';
import { libraryCalled, libraryNames } from '../compiler/imports/library.ts';
import { testPolicies } from '../compiler/test-policies.ts';
import { isValueType, operations } from '../compiler/value-type.ts';

/** Checks for which one cache is kept: patterns that nobody uses any more must not pile up. */
const checksPerCacheMax = 500;

/** The compiler as the language server knows it. Patterns are kept from one keystroke to the next. */
export function editorToolchain(): Toolchain {
  let patterns = new PatternCache();
  let checks = 0;
  const libraries = new Map(libraryNames.map((name) => [name, libraryFile(name)]));
  return {
    check({ sources, read }) {
      if (++checks % checksPerCacheMax === 0) patterns = new PatternCache();
      return compile(sources, { read, patterns }).diagnostics;
    },
    test({ sources, read }) {
      const compilation = compile(sources, { read, patterns });
      return compilation.rules === undefined ? undefined : testPolicies(compilation).cases;
    },
    operations: (type) => (isValueType(type) ? operations[type] : undefined),
    libraryNames,
    library: (name) => libraries.get(name),
    builtIn: builtInFile(),
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

/** With the URI of its file as it was installed, so that an editor can show it. */
function libraryFile(name: string): PolicyFile | undefined {
  const library = libraryCalled(name);
  const file = `../policies/std/${name.replace(/^std\./, '')}.sentrely`;
  return library && new PolicyFile(new URL(file, import.meta.url).href, library.source);
}

/** The built-in actions as a policy file would declare them. */
function builtInFile(): PolicyFile {
  const actions = builtInActions.map(({ name, params, risk }) => {
    const texts = params.map((each) => `${each.name}${each.optional ? '?' : ''}: ${each.type}`);
    return `action ${name}(${texts.join(', ')}) risk ${risk}\n`;
  });
  const any = '// Every action that a shell can bring about, but `opaque`.\naction shell.any\n';
  const source = { file: 'built in', text: `edition 1\n${actions.join('')}${any}` };
  return new PolicyFile('sentrely:built-in', source);
}
