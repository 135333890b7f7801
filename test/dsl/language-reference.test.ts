import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nestingDepthMax, sourceLengthMax } from '../../dsl/limits.ts';
import { parse } from '../../dsl/parse.ts';
import { format } from '../../dsl/print.ts';
import { isReserved, words } from '../../dsl/tokens.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/language.md'), 'utf8');
const examples = [...page.matchAll(/^```sentrely\n(.*?)^```$/gms)].map((match) => match[1] ?? '');

describe('the language reference', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(8);
  });

  it.each(examples)('example %# is legal and laid out as the formatter does', (text) => {
    expect(parse({ file: 'language.md', text }).diagnostics).toEqual([]);
    expect(format({ file: 'language.md', text }).text).toBe(text);
  });

  it('lists the reserved words', () => {
    const listed = /These words are reserved: (.*?)\. After/s.exec(page)?.[1] ?? '';
    const reserved = Object.keys(words).filter(isReserved);
    expect([...listed.matchAll(/`(\w+)`/g)].map((match) => match[1])).toEqual(reserved);
  });

  it('uses every word of the language in an example', () => {
    const used = new Set(examples.join(' ').match(/\w+/g));
    expect(Object.keys(words).filter((word) => !used.has(word))).toEqual(['null']);
  });

  it('states the limits', () => {
    expect(page).toContain(`${sourceLengthMax.toLocaleString('en')} characters`);
    expect(page).toContain(`nest at most ${nestingDepthMax} deep`);
  });
});
