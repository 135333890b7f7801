import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { builtInIndex } from '../../../compiler/bundle/builtin-actions.ts';
import { policy, rule, ruleSet, tool } from './rule-set.ts';

/** What any browser has beyond the language itself. */
const browser = { URL, TextDecoder };

it('decides without Node', async () => {
  const folder = fileURLToPath(new URL('../../../compiler/evaluate/', import.meta.url));
  const contents = `
    import { decide } from './decide.ts';
    import { planRules } from './plan.ts';
    export const verdictOf = (rules, request) => decide(planRules(rules), request).verdict;`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'kernel',
  });
  const rules = ruleSet(
    [tool({ path: 'Path', url: 'Url' })],
    [
      policy([
        rule('allow', 'p.a', {
          op: 'and',
          of: [
            { op: 'inside', field: { param: 'path', field: null, part: null } },
            {
              op: 'equal',
              field: { param: 'url', field: null, part: 'host' },
              values: ['a.example'],
            },
          ],
        }),
      ]),
    ],
  );
  const request = {
    agent: 'dev',
    server: null,
    tool: 'Tool',
    input: { path: 'a/../b', url: 'https://A.example/' },
    workspace: '/app',
  };
  const script = `${outputFiles[0]?.text}\nkernel.verdictOf(rules, request)`;
  expect(runInNewContext(script, { ...browser, rules, request })).toBe('allow');
  const shell = ruleSet(
    [tool({ command: 'Shell' }, 'Bash')],
    [
      policy([
        rule('allow', 'p.a', null, {
          actions: [builtInIndex('fs.read'), builtInIndex('shell.run')],
        }),
      ]),
    ],
  );
  const call = { ...request, tool: 'Bash', input: { command: 'sort < a.txt' } };
  expect(runInNewContext(script, { ...browser, rules: shell, request: call })).toBe('allow');
  const odd = { ...call, input: { command: 'eval "$x"' } };
  expect(runInNewContext(script, { ...browser, rules: shell, request: odd })).toBe('deny');
});
