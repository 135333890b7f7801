import { describe, expect, it } from 'vitest';
import { lex } from '../../dsl/lex.ts';
import { durationText, isInRange, numeralKind, numeralValue } from '../../dsl/numeral.ts';

const kinds = (text: string) =>
  lex({ file: 'x', text }).tokens.map(({ tokenType }) => tokenType.name);
const codes = (text: string) => lex({ file: 'x', text }).diagnostics.map(({ code }) => code);

describe('lex', () => {
  it('tells words from names by their place', () => {
    expect(kinds('allow .allow allow: allow?: allow')).toEqual([
      'Allow',
      'Dot',
      'Name',
      'Name',
      'Colon',
      'Name',
      'Question',
      'Colon',
      'Allow',
    ]);
    expect(kinds('allowances team constructor __proto__')).toEqual([
      'Name',
      'Team',
      'Name',
      'Name',
    ]);
  });

  it('tells numbers apart', () => {
    expect(kinds('1 -1 1.5 1e+21 30m 7days')).toEqual([
      'Integer',
      'Integer',
      'Decimal',
      'Decimal',
      'Duration',
      'Integer',
    ]);
    expect(codes('1.2.3')).toEqual(['malformed-number']);
  });

  it('reads the longest sign', () => {
    expect(kinds('= == => != < <= > >=')).toEqual([
      'Equals',
      'Comparator',
      'Arrow',
      ...Array.from({ length: 5 }, () => 'Comparator'),
    ]);
  });

  it('leaves out what it cannot read, and goes on', () => {
    expect(kinds('let $ a = § ; paths')).toEqual(['Let', 'Name', 'Equals', 'Name', 'Name']);
    expect(codes('let $ a = § ; paths')).toEqual([
      'unexpected-character',
      'non-ascii',
      'unexpected-character',
    ]);
  });

  it('takes a string without an end, or in other quotes, for a string', () => {
    expect(kinds(`"open\n'single' “curly” "fine"`)).toEqual([
      'OpenText',
      'ForeignText',
      'ForeignText',
      'Text',
    ]);
  });

  it('reports a hidden character once, wherever it stands', () => {
    for (const text of ['// \u202e', '"\u202e"', 'a\u202eb', '\u202e', ' \u202e ']) {
      expect(codes(text)).toEqual(['hidden-character']);
    }
  });

  it('knows the escapes, of whole characters only', () => {
    expect(codes(String.raw`"\"\\\n\t\u{0}\u{10ffff}"`)).toEqual([]);
    for (const escape of [
      '\\q',
      '\\u{110000}',
      '\\u{d800}',
      '\\u{}',
      '\\u{1234567}',
      '\\u0041',
      '\\ ',
    ]) {
      expect(codes(`"${escape}"`)).toEqual(['unknown-escape']);
    }
  });

  it('ends a comment at its line', () => {
    expect(kinds('// let\nlet // let')).toEqual(['Let']);
    expect(kinds('"// text"')).toEqual(['Text']);
  });
});

describe('numerals', () => {
  it('have a value', () => {
    expect(numeralValue('-0')).toBe(0);
    expect(numeralValue('90s')).toBe(90_000);
    expect(numeralValue('2.5e3')).toBe(2500);
    expect(numeralKind('1_000')).toBeUndefined();
    expect(numeralKind('-30m')).toBeUndefined();
  });

  it('have a range', () => {
    expect(isInRange('integer', '9007199254740991')).toBe(true);
    expect(isInRange('integer', '-9007199254740992')).toBe(false);
    expect(isInRange('duration', '104249991374d')).toBe(false);
    expect(isInRange('decimal', '1e308')).toBe(true);
    expect(isInRange('decimal', '1e309')).toBe(false);
  });

  it.each(['90s', '30m', '2h', '7d', '25h'])('duration %s is written as read', (text) => {
    expect(durationText(numeralValue(text))).toBe(text);
  });
});
