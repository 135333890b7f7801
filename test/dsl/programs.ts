import * as fc from 'fast-check';
import type {
  Budget,
  Condition,
  Effect,
  Field,
  File,
  ImportTarget,
  Item,
  JsonValue,
  Literal,
  Loop,
  Membership,
  Rule,
  SetLiteral,
  TestBlock,
  TestCase,
  TestTable,
  ToolName,
  Word,
} from '../../dsl/ast.ts';
import { casesOf } from '../../dsl/build/test.ts';
import { chainOf } from '../../dsl/condition.ts';
import { isReserved } from '../../dsl/tokens.ts';

/** Random programs as trees, all of them legal, for the laws of printer and parser. */

const span = { file: 'x', start: 0, end: 0 };
const node = <T extends object>(value: T): T & { span: typeof span } => ({ ...value, span });

const nameText = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/),
    fc.constantFrom('team', 'user', 'id', 'agents', 'all', 'inert', 'workspace', 'constructor'),
  )
  .filter((text) => !isReserved(text));
const text = fc
  .oneof(
    fc.string({ maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      '**/.env',
      '// no comment',
      '"',
      '\\',
      '\u202e',
      '\r\n',
      '{',
      '__proto__',
      'a b',
    ),
  )
  .filter((value) => value.isWellFormed());
const word = (of: fc.Arbitrary<string>): fc.Arbitrary<Word> => of.map((t) => node({ text: t }));
const name = word(nameText);
const string = word(text);
/** Where every word may stand, reserved ones and texts that must be quoted too. */
const anyWord = word(fc.oneof(nameText, text, fc.constantFrom('test', 'when', 'in', 'true')));
const integer = fc.maxSafeInteger().map((value) => value + 0);

const toolName: fc.Arbitrary<ToolName> = fc
  .record({ server: fc.option(anyWord, { nil: undefined }), name: anyWord })
  .map(node);
const set: fc.Arbitrary<SetLiteral> = fc
  .record({
    kind: fc.constant('set' as const),
    of: fc.constantFrom('paths', 'hosts', 'urls', 'emails', 'keys', 'refs', 'strings'),
    patterns: fc.array(string, { maxLength: 4 }),
  })
  .map(node);
const approver = fc
  .oneof(
    fc.record({ kind: fc.constantFrom('team', 'role'), name: string, id: fc.constant(undefined) }),
    fc.record({ kind: fc.constant('user' as const), name: string, id: fc.nat() }),
  )
  .map(node);
const approval = fc
  .record({
    count: fc.integer({ min: 1, max: 9 }),
    approvers: fc.array(approver, { maxLength: 3 }),
    expiresMs: fc.option(
      fc.nat({ max: 100_000 }).map((seconds) => seconds * 1000),
      { nil: undefined },
    ),
  })
  .map(node);

const field: fc.Arbitrary<Field> = fc
  .array(anyWord, { minLength: 1, maxLength: 3 })
  .map((path) => node({ kind: 'field', path }));
const literal: fc.Arbitrary<Literal> = fc.oneof(
  text.map((value) => node({ kind: 'string' as const, value })),
  integer.map((value) => node({ kind: 'integer' as const, value })),
  fc.boolean().map((value) => node({ kind: 'boolean' as const, value })),
);
const membership: fc.Arbitrary<Membership> = fc.oneof(
  name.map((value) => ({ kind: 'name' as const, ...value })),
  set,
  fc.array(literal, { maxLength: 4 }).map((values) => node({ kind: 'list' as const, values })),
);
const atom: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({
      kind: fc.constant('compare' as const),
      field,
      operator: fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
      value: literal,
    })
    .map(node),
  fc.record({ kind: fc.constant('matches' as const), field, pattern: string }).map(node),
  fc
    .record({
      kind: fc.constant('under' as const),
      field,
      base: fc.option(string, { nil: undefined }),
    })
    .map(node),
  fc.record({ kind: fc.constant('in' as const), field, set: membership }).map(node),
  fc.record({ kind: fc.constant('has' as const), field }).map(node),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    tie('condition').map((operand) => node({ kind: 'not' as const, operand })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('condition'), { minLength: 2, maxLength: 5 }),
      )
      .map(([kind, terms]) => chainOf(kind, terms, span)),
  ),
}));

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(fc.constant(null), fc.boolean(), text, integer),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((value) => value + 0)
      .filter((value) => Number.isSafeInteger(value) || /[.e]/.test(String(value))),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie('json')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));
const object = fc
  .array(fc.tuple(fc.oneof(nameText, text), json), { maxLength: 4 })
  .map((entries) => new Map(entries));

const example = fc
  .record({ tool: toolName, input: object, verdict: fc.constantFrom('allow', 'ask', 'deny') })
  .map(node);

const optionalCondition = fc.option(condition, { nil: undefined });
const rule: fc.Arbitrary<Rule> = fc
  .record({
    name: fc.option(name, { nil: undefined }),
    effect: fc.constantFrom('allow', 'ask', 'deny'),
    targets: fc.array(toolName, { minLength: 1, maxLength: 5 }),
    when: optionalCondition,
    unless: optionalCondition,
    onUnknownAsk: fc.boolean(),
    approval: fc.option(approval, { nil: undefined }),
    because: fc.option(string, { nil: undefined }),
    statement: fc.constant(node({})),
    examples: fc.array(example, { maxLength: 2 }),
  })
  .map(node);

const agentReference = fc
  .oneof(
    nameText.map((t) => ({ text: t, isPattern: false })),
    text.map((t) => ({ text: t, isPattern: true })),
  )
  .map(node);

const agents = fc.option(fc.array(agentReference, { minLength: 1, maxLength: 4 }), {
  nil: undefined,
});

const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined });
const amount = fc.oneof(
  fc.nat(),
  fc.constantFrom(5_000_000, 1500, 2_000_000_000, 0),
  fc
    .double({ min: 0, noNaN: true, noDefaultInfinity: true })
    .map((value) => value + 0)
    .filter((value) => Number.isSafeInteger(value) || /[.e]/.test(String(value))),
);
const budget: fc.Arbitrary<Budget> = fc
  .record({
    amounts: fc.array(
      fc
        .record({
          value: amount,
          unit: word(fc.oneof(nameText, fc.constant('tokens'))),
          period: name,
        })
        .map(node),
      { minLength: 1, maxLength: 4 },
    ),
    alerts: fc.array(
      fc.nat().map((percent) => node({ percent })),
      { maxLength: 3 },
    ),
  })
  .map(node);
const loop: fc.Arbitrary<Loop> = fc
  .record({
    repeats: fc.nat(),
    withinMs: fc.nat({ max: 100_000 }).map((seconds) => seconds * 1000),
    poll: fc.array(toolName, { maxLength: 3 }),
  })
  .map(node);

const verdict = fc.constantFrom<Effect>('allow', 'ask', 'deny');
const testCase = fc
  .record({ tool: toolName, input: object, verdict, rule: optional(name) })
  .map((value) => node({ ...value, agent: undefined }));
const testTable: fc.Arbitrary<TestTable> = fc
  .uniqueArray(anyWord, { minLength: 1, maxLength: 3, selector: ({ text: column }) => column })
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      tool: toolName,
      shared: optional(
        object.map((shared) => {
          const names = new Set(columns.map(({ text: column }) => column));
          return new Map([...shared].filter(([key]) => !names.has(key)));
        }),
      ),
      rows: fc.array(
        fc
          .record({
            values: fc.array(json, { minLength: columns.length, maxLength: columns.length }),
            verdict,
            rule: optional(name),
          })
          .map(node),
        { maxLength: 3 },
      ),
    }),
  )
  .map(node);
const testPart = fc.oneof(testCase, testTable);

function blockOf(agent: Word | undefined, parts: readonly (TestCase | TestTable)[]): TestBlock {
  const owned = parts.map((part) => ('rows' in part ? part : { ...part, agent }));
  return node({ agent, parts: owned });
}

const importTarget: fc.Arbitrary<ImportTarget> = fc
  .oneof(
    text.map((path) => ({ kind: 'file' as const, text: path })),
    fc
      .tuple(nameText, fc.oneof(nameText, text))
      .map(([root, rest]) => ({ kind: 'library' as const, text: `${root}.${rest}` })),
  )
  .map(node);

const item: fc.Arbitrary<Item> = fc.oneof(
  fc
    .record({
      kind: fc.constant('import' as const),
      targets: fc.array(importTarget, { minLength: 1, maxLength: 4 }),
    })
    .map(node),
  fc.record({ kind: fc.constant('let' as const), name, value: set }).map(node),
  fc
    .record({
      kind: fc.constant('agent' as const),
      name,
      owner: fc.option(approver, { nil: undefined }),
      keys: fc.array(string, { maxLength: 2 }),
      models: optional(
        fc.record({ patterns: fc.array(string, { minLength: 1, maxLength: 3 }) }).map(node),
      ),
      budget: optional(budget),
      rate: optional(fc.record({ calls: fc.nat(), period: name }).map(node)),
      loop: optional(loop),
    })
    .map(node),
  fc
    .record({
      kind: fc.constant('tool' as const),
      tool: toolName,
      params: fc.array(
        fc
          .record({ name: anyWord, optional: fc.boolean(), type: name, inert: fc.boolean() })
          .map(node),
        { maxLength: 4 },
      ),
    })
    .map(node),
  fc
    .record({
      kind: fc.constantFrom('policy', 'guard'),
      name,
      agents,
      layer: fc.option(word(fc.oneof(nameText, fc.constant('agent'))), { nil: undefined }),
      rules: fc.array(rule, { maxLength: 4 }),
      otherwise: fc.option(
        fc.record({ approval: fc.option(approval, { nil: undefined }) }).map(node),
        { nil: undefined },
      ),
    })
    .map(node),
  fc
    .record({
      title: string,
      first: fc.array(testPart, { maxLength: 2 }),
      others: fc.array(fc.tuple(name, fc.array(testPart, { maxLength: 2 })), { maxLength: 2 }),
    })
    .map(({ title, first, others }) => {
      const blocks = [
        ...(first.length > 0 ? [blockOf(undefined, first)] : []),
        ...others.map(([agent, parts]) => blockOf(agent, parts)),
      ];
      const cases = blocks.flatMap(casesOf);
      return node({ kind: 'test' as const, title, blocks, agent: blocks[0]?.agent, cases });
    }),
  fc
    .record({
      kind: fc.constant('claim' as const),
      law: fc.constantFrom('never', 'never-without-approval', 'always'),
      title: string,
      agents,
      target: toolName,
      where: optionalCondition,
    })
    .map(node),
);

/** A random legal program. Its spans are empty. */
export const program: fc.Arbitrary<File> = fc.record({
  kind: fc.constant('file' as const),
  edition: fc.option(
    fc.nat().map((value) => node({ value })),
    { nil: undefined },
  ),
  items: fc.array(item, { maxLength: 4 }),
  comments: fc.constant([]),
  paragraphs: fc.constant([]),
  span: fc.constant(span),
});

/** What a program says: its tree without places, comments and paragraphs. */
export function meaning(file: File): unknown {
  return bare({ edition: file.edition, items: file.items });
}

/** A value of a tree without the places in it, as plain JSON. */
export function bare(value: unknown): unknown {
  if (value instanceof Map) return { map: [...value].map(([key, item]) => [key, bare(item)]) };
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'span');
  return Object.fromEntries(entries.map(([key, item]) => [key, bare(item)]));
}
