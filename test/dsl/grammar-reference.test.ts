import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ebnf, tokenLines } from './ebnf.ts';

const page = new URL('../../docs/reference/grammar.md', import.meta.url);

function pageText(): string {
  const rules = ebnf();
  return `# Grammar

The grammar of \`.sentrely\` files, edition 1, as the parser has it: generated from it, and kept so by a
test. \`[ x ]\` is x or nothing, \`{ x }\` any number of x, \`( x | y )\` one of them; texts in quotes
stand for themselves. What the parser takes more loosely than the language (the commas in brackets, the
order and number of clauses) is said after parsing, by findings of their own. The same as drawings:
[grammar.html](grammar.html).

\`\`\`ebnf
${rules.join('\n\n')}
\`\`\`

| token | what it can be |
| --- | --- |
${tokenLines(rules.join('\n')).join('\n')}
`;
}

it('the page of the grammar is the grammar; `UPDATE_GOLDENS=1` writes it', () => {
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(page, pageText());
  expect(readFileSync(page, 'utf8')).toBe(pageText());
});
