import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeMembers } from '../../../gateway/json/members.ts';
import { scanJson } from '../../../gateway/json/scan.ts';

function changed(text: string, dropped: readonly string[], added: Record<string, string>): string {
  const bytes = Buffer.from(text);
  const change = { dropped, added: new Map(Object.entries(added)) };
  return changeMembers(bytes, scanJson(bytes), change).toString();
}

describe('changeMembers', () => {
  it.each([
    ['{}', [], '{"x":1}'],
    ['{ }', ['a'], '{"x":1 }'],
    ['{"a":1}', ['a'], '{"x":1}'],
    ['{"a":1, "b" : 2.0 }', ['a'], '{"x":1, "b" : 2.0 }'],
    ['{"a":1, "b" : 2.0 }', ['b'], '{"x":1,"a":1 }'],
    ['{"a":1,"b":2,"c":3}', ['a', 'b'], '{"x":1,"c":3}'],
    ['{"a":1,"b":2,"c":3}', ['b', 'c'], '{"x":1,"a":1}'],
    ['{"a":1,"b":2,"c":3}', ['a', 'c'], '{"x":1,"b":2}'],
    ['{"\\u0061":1,"b":{"a":2}}', ['a'], '{"x":1,"b":{"a":2}}'],
    [' {"a":1} ', ['b'], ' {"x":1,"a":1} '],
  ])('of %s without %j', (text, dropped, expected) => {
    expect(changed(text, dropped, { x: '1' })).toBe(expected);
  });

  it('is what its readers expect, whatever the object', () => {
    const keys = fc.constantFrom<string>('a', 'b', 'c', 'd', 'ä', '"', 'toString');
    const object = fc.dictionary(keys, fc.jsonValue({ maxDepth: 1 }), { noNullPrototype: true });
    const spaces = fc.constantFrom(undefined, 1, '\t');
    fc.assert(
      fc.property(object, fc.array(keys), spaces, (value, dropped, space) => {
        const kept = Object.entries(value).filter(([key]) => !dropped.includes(key));
        const text = changed(JSON.stringify(value, null, space), dropped, { x: '{"y":[]}' });
        const expected = Object.fromEntries(kept);
        expect(JSON.parse(text)).toEqual({ ...JSON.parse(JSON.stringify(expected)), x: { y: [] } });
      }),
    );
  });
});
