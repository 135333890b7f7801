import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Axes } from '../../../compiler/analyze/axis.ts';
import { Budget } from '../../../compiler/analyze/budget.ts';
import { Model } from '../../../compiler/analyze/model.ts';
import { atomsOf } from '../../../compiler/analyze/situations.ts';
import { argumentOf, Vocabulary } from '../../../compiler/analyze/vocabulary.ts';
import { stringLiteral } from '../../../dsl/escape.ts';
import { compiled, prelude } from './programs.ts';

/** The truths of some conditions on one parameter: those found, and those of any given argument. */
function axisFor(type: string, conditions: readonly string[]) {
  const rules = conditions.map((condition) => `allow T when ${condition}`).join('\n');
  const text = `${prelude}tool T { x: ${type} }\npolicy p for agent dev { ${rules} }`;
  const vocabulary = new Vocabulary();
  const side = new Model(compiled(text), vocabulary).side('dev', 'tool T');
  const atoms = atomsOf(side.rules.flatMap(({ when }) => [when.must, when.may]));
  const params = (side.params ?? []).map((entry) => ({ name: entry.name, entries: [entry] }));
  const [axis] = new Axes(vocabulary).of(params, atoms, Budget.forQuestion());
  const found = new Set(axis?.points.map(({ truths }) => truths.join('')));
  const truths = (value: unknown, workspace: string | null) =>
    vocabulary
      .truths(axis?.atoms ?? [], { input: argumentOf('x', value), workspace, assumed: [] })
      .join('');
  return { found, truths, isComplete: axis?.isComplete };
}

/** Every text over some characters up to a length. */
function textsOver(characters: readonly string[], lengthMax: number): readonly string[] {
  const texts = [''];
  for (const text of texts) {
    if (Array.from(text).length >= lengthMax) break;
    texts.push(...characters.map((character) => text + character));
  }
  return texts;
}

function expectAll(
  axis: ReturnType<typeof axisFor>,
  texts: readonly string[],
  workspaces: readonly (string | null)[],
): void {
  expect(axis.isComplete).toBe(true);
  for (const workspace of workspaces) {
    for (const text of texts) {
      if (axis.found.has(axis.truths(text, workspace))) continue;
      expect.unreachable(`${JSON.stringify(text)} in ${workspace} is like no found path`);
    }
  }
}

describe('an axis holds every combination of truths of a small universe', () => {
  const piece = fc.constantFrom('a', 'A', 'b', '/', '*', '**', '?', '{a,b/}', '.a');
  const glob = fc
    .array(piece, { minLength: 1, maxLength: 4 })
    .map((pieces) => pieces.join(''))
    .filter((text) => !/\*{3}|^$/.test(text));

  it('paths, in every workspace', () => {
    const anchored = fc
      .tuple(fc.constantFrom('', '/', '~/', '**/', '/root/'), glob)
      .map((parts) =>
        parts
          .join('')
          .replace(/\/{2,}/g, '/')
          .replace(/\*{3,}/g, '**'),
      )
      .filter((text) => !/[^/]\/$|^\/?$|^~[^/]/.test(text));
    const relation = fc.oneof(
      anchored.map((text) => `.x in paths(${stringLiteral(text)}, "**/a/b")`),
      fc.constantFrom('.x under workspace', '.x under "/a"', '.x == "/root/a"', '.x == "a"'),
    );
    const texts = [
      ...textsOver(['a', 'A', 'b', '/', '.'], 5),
      ...textsOver(['a', 'A', 'b', '/'], 3).flatMap((text) => [`~/${text}`, `/root/${text}`]),
    ];
    const property = fc.property(fc.array(relation, { minLength: 1, maxLength: 3 }), (list) => {
      expectAll(axisFor('Path', list), texts, [null, '/', '/a', '/A/b', '/root']);
    });
    fc.assert(property, { numRuns: 25, seed: 7 });
  });

  it.each(['String', 'Key', 'Ref'])('texts of type %s', (type) => {
    const relation = fc.oneof(
      glob.map((text) => `.x matches ${stringLiteral(text)}`),
      fc.constantFrom('.x == "a"', '.x in ["", "ab", "b"]'),
    );
    const texts = textsOver(['a', 'A', 'b', '/', 'é', 'e\u0301'], 4);
    const property = fc.property(fc.array(relation, { minLength: 1, maxLength: 4 }), (list) => {
      expectAll(axisFor(type, list), texts, [null]);
    });
    fc.assert(property, { numRuns: 25, seed: 7 });
  });

  it('hosts: names and addresses', () => {
    const host = fc.constantFrom(
      '*.a',
      '**.a',
      '*',
      '**a',
      '10.*.*.*',
      '*.*.*.1',
      '[::1]',
      'xn--*',
    );
    const texts = [
      ...textsOver(['a', '1', '.', '-'], 5),
      ...'10.1.1.1 10.0.0.2 9.1.1.1 9.9.9.9 ::1 [::2] xn--bcher-kva'.split(' '),
    ];
    const list = fc.array(host, { minLength: 1, maxLength: 3 });
    const property = fc.property(list, list, (one, other) => {
      const sets = [one, other].map((hosts) => `.x in hosts(${hosts.map(stringLiteral).join()})`);
      expectAll(axisFor('Host', sets), texts, [null]);
    });
    fc.assert(property, { numRuns: 25, seed: 7 });
  });

  it('integers between, at and beyond the constants', () => {
    const relation = fc
      .tuple(fc.constantFrom('<', '<=', '==', '!=', '>'), fc.integer({ min: -3, max: 3 }))
      .map(([operator, value]) => `.x ${operator} ${value}`);
    const property = fc.property(fc.array(relation, { minLength: 1, maxLength: 4 }), (list) => {
      const axis = axisFor('Int', list);
      for (let value = -9; value < 10; value++) {
        expect(axis.found).toContain(axis.truths(value, null));
      }
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('parts of URLs and mail addresses', () => {
    const url = axisFor('Url', [
      '.x in urls("https://*.a/{b,c}/**") or .x == "http://d.a:99/b?q"',
      '.x.port < 1024 and .x.path matches "/b/*"',
      '.x.scheme == "javascript"',
      '.x.host in hosts("10.*.*.*")',
    ]);
    for (const scheme of ['https', 'http', 'ftp', 'javascript', 'x']) {
      for (const host of ['a', 'c.a', 'd.a', '10.1.1.1', '2130706433', 'x@c.a']) {
        for (const rest of ['', ':99', ':5000', ':443']) {
          for (const path of ['/', '/b', '/b/x', '/c/x/y', '/b?q', '/%2f', '/%62']) {
            const text = `${scheme}://${host}${rest}${path}`;
            expect(url.found, text).toContain(url.truths(text, null));
          }
        }
      }
    }
    const email = axisFor('Email', ['.x matches "a*@*.b" or .x == "Ab@c.b"', '.x.local == "ab"']);
    for (const local of ['a', 'A', 'ab', 'AB', 'Ab', 'b', 'a,b', '']) {
      for (const domain of ['b', 'c.b', 'd.b', 'C.B', 'x.c.b', '[1.1.1.1]']) {
        const text = `${local}@${domain}`;
        expect(email.found, text).toContain(email.truths(text, null));
      }
    }
  });

  it('texts that only folding makes equal', () => {
    const axis = axisFor('Path', [
      '.x matches "/?"',
      '.x matches "/??"',
      '.x matches "/???"',
      '.x matches "**/k?"',
      '.x matches "**/é"',
    ]);
    const texts = ['ß', 'ſ', '\u212a', 'e\u0301', 'É', '\u00ad', 's', 'S', 'k', '😀', '\u{2f800}'];
    const paths = texts.flatMap((one) =>
      texts.flatMap((two) => [`/${one}${two}`, `${one}/${two}`]),
    );
    expectAll(axis, paths, [null, '/s', '/ß']);
  });
});

it('a search without budget is not complete', () => {
  const text = `${prelude}tool T { x: String }\npolicy p for agent dev { allow T when .x matches "a*b" }`;
  const vocabulary = new Vocabulary();
  const side = new Model(compiled(text), vocabulary).side('dev', 'tool T');
  const atoms = atomsOf(side.rules.flatMap(({ when }) => [when.must, when.may]));
  const params = (side.params ?? []).map((entry) => ({ name: entry.name, entries: [entry] }));
  const [axis] = new Axes(vocabulary).of(params, atoms, new Budget(10));
  expect(axis?.isComplete).toBe(false);
});
