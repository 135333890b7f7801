import { describe, expect, test } from 'vitest';
import { languageConfiguration, textMateGrammar } from '../../../dsl/editor/textmate.ts';
import { isReserved, wordTypes } from '../../../dsl/tokens.ts';
import { declarations } from './cursor.ts';

const folder = '../../../dsl/editor/vscode/';
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

describe('generated files', () => {
  test.each([
    ['syntaxes/sentrely.tmLanguage.json', textMateGrammar()],
    ['language-configuration.json', languageConfiguration()],
  ])('%s is what its generator gives; `vitest -u` writes it', async (path, value) => {
    await expect(json(value)).toMatchFileSnapshot(`${folder}${path}`);
  });
});

/** The scopes of a text by the patterns of one level, in the order in which an editor tries them. */
function scopes(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const { patterns } = textMateGrammar();
  for (let at = 0; at < text.length; ) {
    const matches = patterns.flatMap(({ name, match, begin, end, captures }) => {
      const source = match ?? `${begin}(?:[^"\\\\\\n]|\\\\.)*(?:${end})`;
      const regex = new RegExp(source, 'gm');
      regex.lastIndex = at;
      const hit = regex.exec(text);
      return hit === null ? [] : [{ hit, scope: name ?? captures?.['2']?.name ?? '' }];
    });
    const [first] = matches.sort((a, b) => a.hit.index - b.hit.index);
    if (first === undefined) break;
    const shown = first.hit[0];
    if (!found.has(shown)) found.set(shown, first.scope);
    at = first.hit.index + Math.max(1, shown.length);
  }
  return found;
}

describe('colours', () => {
  const found = scopes(declarations);

  test.each([
    ['policy', 'storage.type'],
    ['allow', 'keyword.control.effect'],
    ['when', 'keyword.other'],
    ['under', 'keyword.operator.word'],
    ['workspace', 'keyword.other'],
    ['team', 'keyword.other'],
    ['owner', 'keyword.other'],
    ['Path', 'support.type'],
    ['paths', 'support.function'],
    ['"**/.env"', 'string.quoted.double'],
    ['// Talks to nobody.', 'comment.line'],
    ['.branch', 'variable.other.property'],
    ['file_path', 'variable.other.property'],
    ['=>', 'keyword.operator'],
    ['1', 'constant.numeric'],
  ])('%s is %s', (text, scope) => {
    expect(found.get(text)).toContain(scope);
  });

  test('a name that holds a word of the language is no such word', () => {
    expect(scopes('policy for-all-when for agent no-deny { }').has('for')).toBe(true);
    expect([...scopes('let allow-list').keys()]).toEqual(['let']);
  });

  test('every reserved word has a colour of its own', () => {
    const reserved = [...wordTypes.keys()].filter(isReserved);
    for (const word of reserved) expect(scopes(` ${word} `).get(word)).toBeDefined();
  });
});
