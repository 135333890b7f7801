import { describe, expect, it } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { parse } from '../../dsl/parse.ts';
import { format } from '../../dsl/print.ts';
import { Chance } from './chance.ts';
import { corpus } from './corpus.ts';
import { inputFrom } from './inputs.ts';
import { brokenLaw } from './laws.ts';

const texts = corpus();

describe('texts near to policies', () => {
  it('break no law', () => {
    const chance = new Chance(20_261_124);
    for (let n = 0; n < 150; n++) {
      const text = inputFrom(chance, texts);
      expect(brokenLaw(text), text).toBeUndefined();
    }
  });

  it('are the same for the same seed', () => {
    const [one, other] = [new Chance(7), new Chance(7)];
    expect(inputFrom(one, texts)).toBe(inputFrom(other, texts));
  });
});

describe('the laws', () => {
  const text = '// kept\nedition 1\nlet a = paths("x")\n';
  const tools = { parse, format, compile };

  it('hold of a legal text', () => {
    expect(brokenLaw(text)).toBeUndefined();
  });

  it('tell of a formatter that loses a comment', () => {
    const careless = (source: Parameters<typeof format>[0]) => {
      const formatted = format(source);
      return { ...formatted, text: (formatted.text ?? '').replace('// kept\n', '') };
    };
    expect(brokenLaw(text, { ...tools, format: careless })).toBe('formatting lost a comment');
  });

  it('tell of a formatter that changes the meaning', () => {
    const wrong = (source: Parameters<typeof format>[0]) => {
      const formatted = format(source);
      return { ...formatted, text: (formatted.text ?? '').replace('"x"', '"y"') };
    };
    expect(brokenLaw(text, { ...tools, format: wrong })).toBe('formatting changed the meaning');
  });

  it('tell of a parser that throws', () => {
    const failing = () => {
      throw new RangeError('too deep');
    };
    expect(brokenLaw(text, { ...tools, parse: failing })).toContain('too deep');
  });

  it('tell of a checker that is silent', () => {
    const silent = () => ({ sources: [], diagnostics: [] });
    expect(brokenLaw(text, { ...tools, compile: silent })).toBe(
      'it gave neither rules nor an error',
    );
  });
});
