import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { policy, rule, ruleSet, tool } from './rule-set.ts';

/** What any browser has beyond the language itself. */
const browser = { URL };

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
            { op: 'inside', field: { param: 'path', part: null } },
            { op: 'equal', field: { param: 'url', part: 'host' }, values: ['a.example'] },
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
});
