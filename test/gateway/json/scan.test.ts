import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../../compiler/bundle/strict-json.ts';
import { JsonError, jsonDepthMax, jsonValuesMax, scanJson } from '../../../gateway/json/scan.ts';
import type { JsonValue } from '../../../gateway/json/value.ts';

const scan = (text: string): JsonValue => scanJson(Buffer.from(text));

/** Builds what the spans show, so that it can be compared with what JSON.parse builds. */
function build(value: JsonValue, like: unknown): unknown {
  if (Array.isArray(like)) return value.items.map((item, index) => build(item, like[index]));
  if (typeof like !== 'object' || like === null)
    return value.text ?? value.number ?? value.boolean ?? null;
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, member] of Object.entries(like)) {
    const found = value.get(key);
    object[key] = found === undefined ? 'missing' : build(found, member);
  }
  return { ...object };
}

describe('a scan shows what JSON.parse builds', () => {
  test.each([
    '{}',
    '[]',
    ' { "a" : [ 1 , 2.5e-3 , -0 , true , false , null , "" ] , "b" : { } } ',
    '"text"',
    '\n-12.75E+2\t',
    '{"":1,"\\u0061":2,"\\"":3,"ä":4,"\\ud83d\\ude00":5}',
    '["\\\\","\\/","\\b\\f\\n\\r\\t","\\u00e9","\u2028","𝒳"]',
    '[[[[[]]]],[{}],{"a":{"b":{"c":[]}}}]',
  ])('%s', (text) => {
    expect(build(scan(text), JSON.parse(text))).toEqual(JSON.parse(text));
  });

  test('for any JSON, compact or spread out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const root = scan(text);
        expect(root.json).toBe(text.trim());
        expect(build(root, JSON.parse(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('wherever its bytes lie and whatever a long string holds at which place', () => {
    const filling = 'abcdefghijklmnopqrstuvwxyz0123456789-_ABC';
    for (const offset of [0, 1, 2, 3])
      for (const put of ['\\"', '\\\\', '\\u00e9', 'é', '\u007f', '"', '\\', '\u001f', '\n', '\\q'])
        for (let at = 0; at <= filling.length; at++) {
          const text = `{"k":"${filling.slice(0, at)}${put}${filling.slice(at)}"}`;
          const bytes = Buffer.alloc(offset + Buffer.byteLength(text));
          bytes.write(text, offset);
          const scanned = (): string | undefined => scanJson(bytes.subarray(offset)).get('k')?.text;
          const isJson = accepts(() => JSON.parse(text));
          expect(accepts(scanned)).toBe(isJson);
          if (isJson) expect(scanned()).toBe(JSON.parse(text).k);
        }
  });

  test('keys of one hash are two keys', () => {
    const root = scan('{"Aa":1,"BB":2,"\\u0041aBB":3,"BBAa":4,"AaAa":5}');
    expect(root.keys).toEqual(['Aa', 'BB', 'AaBB', 'BBAa', 'AaAa']);
    expect(root.get('BBAa')?.number).toBe(4);
    expect(() => scan('{"AaBB":1,"BBAa":2,"\\u0041aBB":3}')).toThrow('a repeated key at byte 19');
  });

  test('values know their bytes', () => {
    const body = Buffer.from('{"ä": {"x" : 1.0 }, "b":[ "é" ]}');
    const root = scanJson(body);
    expect(root.get('ä')?.json).toBe('{"x" : 1.0 }');
    expect(root.get('ä')?.get('x')?.bytes.toString()).toBe('1.0');
    const [item] = root.get('b')?.items ?? [];
    expect(body.subarray(item?.start, item?.end).toString()).toBe('"é"');
  });
});

describe('a scan refuses what readers understand differently', () => {
  test.each([
    ['', 'the end instead of a value at byte 0'],
    ['{"a":1', 'the end instead of `,` or `}` at byte 6'],
    ['[1 2]', 'other text instead of `,` or `]` at byte 3'],
    ['[1,]', 'other text instead of a value at byte 3'],
    ['{"a":1,}', 'other text instead of a key at byte 7'],
    ['{a:1}', 'other text instead of a key at byte 1'],
    ['{"a" 1}', 'other text instead of `:` at byte 5'],
    ['{} {}', 'other text instead of the end at byte 3'],
    ['01', 'other text instead of the end at byte 1'],
    ['-', 'other text instead of a value at byte 0'],
    ['1.', 'other text instead of the end at byte 1'],
    ['1.e5', 'other text instead of the end at byte 1'],
    ['1e', 'other text instead of the end at byte 1'],
    ['1e+', 'other text instead of the end at byte 1'],
    ['-01', 'other text instead of the end at byte 2'],
    ['tru', 'other text instead of a value at byte 0'],
    ['"\\u12', 'an escape that JSON does not have at byte 1'],
    ['+1', 'other text instead of a value at byte 0'],
    ['.5', 'other text instead of a value at byte 0'],
    ['NaN', 'other text instead of a value at byte 0'],
    ["'a'", 'other text instead of a value at byte 0'],
    ['[1}', 'other text instead of `,` or `]` at byte 2'],
    ['{"a":1]', 'other text instead of `,` or `}` at byte 6'],
    [']', 'other text instead of a value at byte 0'],
    ['/* */1', 'other text instead of a value at byte 0'],
    ['\ufeff1', 'other text instead of a value at byte 0'],
    ['\u00a01', 'other text instead of a value at byte 0'],
    ['"\t"', 'a control character inside a string at byte 1'],
    ['"abc', 'a string without an end at byte 0'],
    ['["a\\"b', 'a string without an end at byte 1'],
    ['{\n"a\n":1}', 'a control character inside a string at byte 4'],
    ['["\\n",\n"a\\n\u0001"]', 'a control character inside a string at byte 11'],
    ['"\\', 'an escape that JSON does not have at byte 1'],
    ['"\\"', 'a string without an end at byte 0'],
    ['"\\x41"', 'an escape that JSON does not have at byte 1'],
    ['"\\u12g4"', 'an escape that JSON does not have at byte 1'],
    ['"\\u123', 'an escape that JSON does not have at byte 1'],
    ['{"a":1,"a":2}', 'a repeated key at byte 7'],
    ['{"a":1,"\\u0061":2}', 'a repeated key at byte 7'],
    ['{"é":1,"\\u00e9":2}', 'a repeated key at byte 8'],
    ['{"😀":1,"\\ud83d\\ude00":2}', 'a repeated key at byte 10'],
    ['{"/":1,"\\/":2}', 'a repeated key at byte 7'],
    ['{"__proto__":1,"__proto__":2}', 'a repeated key at byte 15'],
    ['[{"x":{"a":1,"b":{},"a":2}}]', 'a repeated key at byte 20'],
  ])('%s', (text, message) => {
    expect(() => scan(text)).toThrow(message);
  });

  test('bytes that are not UTF-8', () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]])
      expect(() => scanJson(Buffer.from([0x22, ...bytes, 0x22]))).toThrow(JsonError);
  });

  test('nesting beyond the cap, without a deep stack', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(scan(nested(jsonDepthMax)).kind).toBe('array');
    expect(() => scan(nested(jsonDepthMax + 1))).toThrow('more than 512 levels');
    expect(() => scan('{"a":'.repeat(1_000_000))).toThrow('more than 512 levels');
  });

  test('more values than the cap', () => {
    const list = (count: number): string => `[${'0,'.repeat(count - 2)}0]`;
    expect(scan(list(jsonValuesMax)).kind).toBe('array');
    expect(() => scan(list(jsonValuesMax + 1))).toThrow('more than 2000000 values');
    expect(() => scan('[],'.repeat(jsonValuesMax).replace(/^/, '['))).toThrow('values');
  });

  test('a repeated key in an object of thousands, in linear time', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `"k${index}":{"a":1,"b":2}`);
    expect(scan(`{${keys.join(',')}}`).get('k49999')?.json).toBe('{"a":1,"b":2}');
    expect(() => scan(`{${keys.join(',')},"k\\u0037":1}`)).toThrow('a repeated key');
  });

  test('keys are only compared within one object', () => {
    expect(scan('{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":1}}').kind).toBe('object');
    const many = Array.from({ length: 20 }, (_, index) => `"k${index}":1`).join(',');
    expect(scan(`[{${many}},{${many},"x":{${many}}}]`).items).toHaveLength(2);
  });

  test('nothing that the strict parser of the kernel refuses, for any text near JSON', () => {
    const damage = fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(damage, { maxLength: 2 }), (value, damages) => {
        let text = JSON.stringify({ a: value, b: value });
        for (const { at, cut, put } of damages)
          text = text.slice(0, at % text.length) + put + text.slice((at % text.length) + cut);
        const isRead = accepts(() => scan(text));
        const isParsed = accepts(() => JSON.parse(text));
        if (isRead) expect(isParsed).toBe(true);
        if (accepts(() => parseStrictJson(text))) expect(isRead).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe('a value', () => {
  test('answers undefined for what it is not', () => {
    const text = scan('"a"');
    expect([text.number, text.boolean, text.get('a'), text.items]).toEqual([
      undefined,
      undefined,
      undefined,
      [],
    ]);
    expect(scan('[1]').get('0')).toBeUndefined();
    expect(scan('{"a":1}').items).toEqual([]);
    expect(scan('1').text).toBeUndefined();
  });

  test('finds own members only', () => {
    const root = scan('{"a":1}');
    for (const name of ['__proto__', 'constructor', 'toString', '', 'A'])
      expect(root.get(name)).toBeUndefined();
    expect(scan('{"__proto__":{"x":1}}').get('__proto__')?.get('x')?.number).toBe(1);
  });

  test('finds a key however it is escaped, and takes no value for a key', () => {
    expect(scan('{"x":"name","n\\u0061me":"Bash"}').get('name')?.text).toBe('Bash');
    expect(scan('{"name\\u0000":1,"b":"name"}').get('name')).toBeUndefined();
  });

  test('knows whether and where it ends inside', () => {
    expect([scan('{ }').isEmpty, scan('[ ]').isEmpty, scan('[0]').isEmpty]).toEqual([
      true,
      true,
      false,
    ]);
    expect(scan('{ "a" : 1 } ').endInside).toBe(9);
    expect(scan('{ }').endInside).toBe(1);
  });
});
