import { expect, test } from 'vitest';
import { assert } from '../../../dsl/assert.ts';
import { compile } from '../../../compiler/compile.ts';
import { compareOffers } from '../../../compiler/scan/compare.ts';
import { scan } from '../../../compiler/scan/scan.ts';

const agents = `edition 1
agent dev {
  owner user "octocat" id 1
  identify key "sha256:${'0'.repeat(64)}"
}
`;

/** Messages about a tool `t` of the given properties under a policy. */
async function compare(properties: string, required: string, policy: string) {
  const text = `create({ model, tools: [{ name: 't', input_schema: { type: 'object', properties: { ${properties} }, required: [${required}] } }] })`;
  const { offers } = await scan([{ file: 'a.ts', text }]);
  const { program, diagnostics } = compile([{ file: 'a.sentrely', text: agents + policy }]);
  assert(program !== undefined, JSON.stringify(diagnostics));
  return compareOffers(offers, program).map(({ code, message }) => `${code}: ${message}`);
}

const allowed = 'policy p for agent dev { allow t }';

test.each([
  ['the same', `a: { type: 'string' }, b: { type: 'integer' }`, `'a'`, 'a: Ref, b?: Int'],
  ['a wider declaration', `a: { type: 'string' }`, `'a'`, 'a: Json'],
  ['an integer for a number', `a: { type: 'number' }`, `'a'`, 'a: Int'],
  ['a type that the code does not say', `a: load()`, `'a'`, 'a?: String'],
])('%s is no difference', async (_, properties, required, params) => {
  expect(await compare(properties, required, `tool t { ${params} } ${allowed}`)).toEqual([]);
});

test.each([
  ['a: String', 'argument `b` is not declared'],
  ['a: String, b?: Int, c?: Int', '`c` is declared, but is no argument of the tool'],
  ['a?: String, b?: Int', 'argument `a` is required, but is declared as optional'],
  ['a: String, b: Int', 'argument `b` is optional, but is declared as required'],
  ['a: String, b?: String', 'argument `b` is an integer, but is declared as `String`'],
  ['a: Bool, b?: Int', 'argument `a` is text, but is declared as `Bool`'],
])('tool t { %s }', async (params, text) => {
  const properties = `a: { type: 'string' }, b: { type: 'integer' }`;
  expect(await compare(properties, `'a'`, `tool t { ${params} } ${allowed}`)).toEqual([
    `argument-differs: \`t\`: ${text}`,
  ]);
});

test('a tool without declaration, and tools without a rule', async () => {
  const other = 'tool x {} policy p for agent dev { allow x }';
  expect(await compare('', '', other)).toEqual([
    'tool-undeclared: `t` is not declared, expected a declaration: every call of it is denied',
  ]);
  expect(await compare('', '', `tool t {} ${other}`)).toEqual([
    'tool-unused: no rule for any agent is about `t`, expected one',
  ]);
});
