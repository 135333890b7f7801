import type { Compiled } from '../../../compiler/analyze/model.ts';
import { compile } from '../../../compiler/compile.ts';
import { renderPlain } from '../../../dsl/render.ts';

/** What the programs of these tests begin with. */
export const prelude = `edition 1
agent dev { owner user "octocat" id 1 }
agent ci { owner team "acme/platform" }
`;

/** Compiles a text that must have no errors. */
export function compiled(text: string): Compiled {
  const source = { file: 'a.sentrely', text };
  const { rules, program, diagnostics } = compile([source]);
  if (rules === undefined || program === undefined) {
    throw new Error(renderPlain(diagnostics, [source]));
  }
  return { rules, program };
}
