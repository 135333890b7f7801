import * as fc from 'fast-check';
import type {
  ActionArgument,
  ActionName,
  ActionUse,
  Budget,
  CommandOption,
  CommandRole,
  Comparison,
  Condition,
  Effect,
  EventPattern,
  Field,
  File,
  ImportTarget,
  Item,
  JsonValue,
  Literal,
  Loop,
  Membership,
  Param,
  Rule,
  SetLiteral,
  Target,
  TestBlock,
  TestPrompt,
  TestSession,
  TestStep,
  TestTable,
  ToolName,
  TypeExpression,
  Word,
} from '../../dsl/ast.ts';
import { casesOf, sessionsOf } from '../../dsl/build/test.ts';
import { chainOf } from '../../dsl/condition.ts';
import { isReserved } from '../../dsl/tokens.ts';

/** Random programs as trees, all of them legal, for the laws of printer and parser. */

const span = { file: 'x', start: 0, end: 0 };
const node = <T extends object>(value: T): T & { span: typeof span } => ({ ...value, span });

const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(of, { nil: undefined });
const nameText = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/),
    fc.constantFrom('team', 'user', 'id', 'agents', 'all', 'inert', 'workspace', 'constructor'),
    fc.constantFrom('session', 'prompt', 'opaque', 'fails', 'returns', 'value', 'skips', 'the'),
    fc.constantFrom('action', 'command', 'option', 'every', 'any', 'after', 'count', 'does'),
    fc.constantFrom('observe', 'hold', 'from', 'last', 'risk', 'sets', 'example', 'complete'),
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
  .record({
    kind: fc.constant('tool' as const),
    server: fc.option(anyWord, { nil: undefined }),
    name: anyWord,
  })
  .map(node);
/** Every word may stand behind the dot, and in front of it those that begin items too. */
const actionName: fc.Arbitrary<ActionName> = fc
  .oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constant('action' as const),
        group: word(fc.oneof(nameText, fc.constantFrom('agent', 'test', 'shell', 'tool'))),
        name: word(fc.oneof(nameText, fc.constantFrom('run', 'test', 'when', 'in', 'true'))),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constant({
        kind: 'action' as const,
        group: undefined,
        name: node({ text: 'opaque' }),
      }),
    },
  )
  .map(node);
const shellRun = node({
  kind: 'action' as const,
  group: node({ text: 'shell' }),
  name: node({ text: 'run' }),
});
const target: fc.Arbitrary<Target> = fc.oneof(
  toolName,
  actionName.map((action) => ({ ...action, commands: [] })),
  fc.array(string, { maxLength: 3 }).map((commands) => ({ ...shellRun, commands })),
);
/** A quoted tool behind commands would be a command, so no text has one there. */
const targets: fc.Arbitrary<readonly Target[]> = fc
  .array(target, { minLength: 1, maxLength: 5 })
  .map((all) => [
    ...all.filter(({ kind }) => kind === 'tool'),
    ...all.filter(({ kind }) => kind === 'action'),
  ]);
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
const enumWord: fc.Arbitrary<Literal> = nameText.map((value) =>
  node({ kind: 'string' as const, value, isWord: true as const }),
);
const constant = fc.oneof({ weight: 3, arbitrary: literal }, { weight: 1, arbitrary: enumWord });
const seconds = fc.nat({ max: 100_000 }).map((value) => value * 1000);
const membership: fc.Arbitrary<Membership> = fc.oneof(
  name.map((value) => ({ kind: 'name' as const, ...value })),
  set,
  fc.array(constant, { maxLength: 4 }).map((values) => node({ kind: 'list' as const, values })),
);
const comparison = fc.constantFrom<Comparison>('==', '!=', '<', '<=', '>', '>=');
const yes = node({ kind: 'boolean' as const, value: true });
const atom: fc.Arbitrary<Condition> = fc.oneof(
  field.map((each) =>
    node({ kind: 'compare' as const, field: each, operator: '==' as const, value: yes }),
  ),
  fc
    .record({
      kind: fc.constant('compare' as const),
      field,
      operator: comparison,
      value: constant,
    })
    .map(node),
  fc
    .record({
      kind: fc.constant('compare-fields' as const),
      field,
      operator: fc.constantFrom('==' as const, '!=' as const),
      other: field,
    })
    .map(node),
  fc
    .record({
      kind: fc.constant('from' as const),
      field,
      sources: fc.array(fc.oneof(fc.constant(node({ kind: 'prompt' as const })), toolName), {
        minLength: 1,
        maxLength: 3,
      }),
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
function eventOf(where: fc.Arbitrary<Condition>): fc.Arbitrary<EventPattern> {
  return fc.record({ target, where: optional(where) }).map(node);
}

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    tie('condition').map((operand) => node({ kind: 'not' as const, operand })),
    fc
      .record({
        kind: fc.constantFrom('every' as const, 'any' as const),
        operand: tie('condition'),
      })
      .map(node),
    fc
      .record({
        kind: fc.constant('after' as const),
        event: eventOf(tie('condition')),
        withinMs: optional(seconds),
      })
      .map(node),
    fc
      .record({
        kind: fc.constant('count' as const),
        event: eventOf(tie('condition')),
        withinMs: optional(seconds),
        operator: comparison,
        value: integer,
      })
      .map(node),
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
    targets,
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
const testStep: fc.Arbitrary<TestStep> = fc
  .tuple(testCase, optional(string), fc.boolean())
  .map(([call, returns, fails]) => ({
    ...call,
    kind: 'step',
    returns: fails ? undefined : returns,
    fails,
  }));
const testPrompt: fc.Arbitrary<TestPrompt> = string.map((said) =>
  node({ kind: 'prompt', text: said }),
);
const testSession: fc.Arbitrary<TestSession> = fc
  .array(fc.oneof(testStep, testPrompt), { maxLength: 3 })
  .map((steps) => node({ kind: 'session', agent: undefined, steps }));
const testPart = fc.oneof(testCase, testTable, testSession);

function blockOf(agent: Word | undefined, parts: TestBlock['parts']): TestBlock {
  return node({ agent, parts: parts.map((part) => ownedBy(agent, part)) });
}

function ownedBy(
  agent: Word | undefined,
  part: TestBlock['parts'][number],
): TestBlock['parts'][number] {
  if ('rows' in part) return part;
  if (!('steps' in part)) return { ...part, agent };
  const steps = part.steps.map((step) => (step.kind === 'step' ? { ...step, agent } : step));
  return { ...part, agent, steps };
}

const { param } = fc.letrec<{ type: TypeExpression; param: Param }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    name.map((value): TypeExpression => ({ kind: 'named', ...value })),
    fc
      .array(anyWord, { minLength: 1, maxLength: 4 })
      .map((words): TypeExpression => node({ kind: 'enum', words })),
    tie('type').map((element): TypeExpression => node({ kind: 'list', element })),
    fc
      .array(tie('param'), { maxLength: 4 })
      .map((fields): TypeExpression => node({ kind: 'record', fields })),
  ),
  param: fc
    .record({ name: anyWord, optional: fc.boolean(), type: tie('type'), inert: fc.boolean() })
    .map(node),
}));

const argument: fc.Arbitrary<ActionArgument> = fc
  .oneof(
    fc.record({
      param: optional(anyWord),
      variable: fc.constant(undefined),
      part: fc.constant(undefined),
      isUnder: fc.boolean(),
      skips: optional(name),
      literal: literal.filter(({ value }) => !/^\{.*\}$/.test(String(value))),
    }),
    fc.record({
      param: optional(anyWord),
      variable: name,
      part: optional(name),
      isUnder: fc.boolean(),
      skips: optional(name),
      literal: optional(literal),
    }),
  )
  .map(node);
const use: fc.Arbitrary<ActionUse> = fc
  .record({ action: actionName, args: fc.array(argument, { maxLength: 3 }) })
  .map(node);
const does = fc.array(use, { maxLength: 3 });

const optionName = word(
  fc.oneof(
    fc.stringMatching(/^--?[A-Za-z][A-Za-z0-9_-]{0,8}$/),
    text.filter((value) => value !== '').map((value) => `-${value}`),
    fc.constantFrom('-0', '-9', '-?', '--a.b'),
  ),
);
const role: fc.Arbitrary<CommandRole> = fc.oneof(
  name.map((value) => node({ kind: 'as' as const, name: value })),
  fc
    .constantFrom('directory' as const, 'opaque' as const, 'runs' as const, 'inert' as const)
    .map((kind) => node({ kind })),
);
const option: fc.Arbitrary<CommandOption> = fc
  .record({
    names: fc.array(optionName, { minLength: 1, maxLength: 3 }),
    value: optional(fc.record({ type: optional(name), isOptional: fc.boolean() }).map(node)),
    role: optional(role),
    sets: fc.array(fc.record({ variable: name, literal }), { maxLength: 2 }),
    does,
  })
  .map(node);
const options = fc.array(option, { maxLength: 4 });
const form = fc.record({ template: string, options, does }).map(node);

const importTarget: fc.Arbitrary<ImportTarget> = fc
  .oneof(
    text.map((path) => ({ kind: 'file' as const, text: path })),
    fc
      .tuple(nameText, fc.oneof(nameText, text))
      .map(([root, rest]) => ({ kind: 'library' as const, text: `${root}.${rest}` })),
  )
  .map(node);

const tokenIdentity = fc
  .record({
    kind: fc.constant('token' as const),
    issuer: string,
    claims: fc.array(
      fc.record({ name: fc.oneof(string, word(fc.constant('sub'))), value: string }),
      { maxLength: 3 },
    ),
  })
  .map(node);

const certificateIdentity = fc
  .record({
    kind: fc.constant('certificate' as const),
    field: fc.constantFrom('uri' as const, 'dns' as const, 'subject' as const),
    value: string,
  })
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
      identities: fc.array(fc.oneof(tokenIdentity, certificateIdentity), { maxLength: 2 }),
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
      params: fc.array(param, { maxLength: 4 }),
      does,
      trusted: fc.array(string, { maxLength: 2 }),
    })
    .map(node),
  fc
    .record({
      kind: fc.constant('action' as const),
      action: actionName,
      params: fc.array(param, { maxLength: 4 }),
      risk: optional(name),
    })
    .map(node),
  fc
    .record({
      kind: fc.constant('command' as const),
      programs: fc.array(anyWord, { minLength: 1, maxLength: 3 }),
      isComplete: fc.boolean(),
      options,
      forms: fc.array(form, { maxLength: 3 }),
    })
    .map(node),
  string.map((until) => node({ kind: 'observe' as const, until })),
  fc
    .record({
      kind: fc.constantFrom('policy', 'guard'),
      name,
      agents,
      layer: fc.option(word(fc.oneof(nameText, fc.constant('agent'))), { nil: undefined }),
      rules: fc.array(rule, { maxLength: 4 }),
      hold: optional(fc.constant(node({}))),
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
      const sessions = blocks.flatMap(sessionsOf);
      const { agent } = blocks[0] ?? { agent: undefined };
      return node({ kind: 'test' as const, title, blocks, agent, cases, sessions });
    }),
  fc
    .record({
      kind: fc.constant('claim' as const),
      law: fc.constantFrom('never', 'never-without-approval', 'always'),
      title: string,
      agents,
      target,
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
