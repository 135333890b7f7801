import { diagnosticsMax } from './diagnostic.ts';
import type { IParserErrorMessageProvider, IToken, TokenType } from './tokens.ts';
import {
  CloseBrace,
  CloseBracket,
  CloseParen,
  Comma,
  OpenBrace,
  OpenBracket,
  OpenParen,
} from './tokens.ts';

const target = 'an action or a tool';
const condition = 'a condition such as `.path under workspace`';

/** What a grammar rule wants where it has a choice, in the words of a message. */
const alternatives: ReadonlyMap<string, string> = new Map([
  [
    'file',
    'one of `import`, `let`, `agent`, `tool`, `action`, `command`, `policy`, `guard`, `test`, `never`, `always` and `observe`',
  ],
  ['import', 'a library such as `std.sdk`, or a file in quotes'],
  ['importTarget', 'a library such as `std.sdk`, or a file in quotes'],
  ['agent', '`owner`, `identify`, a limit such as `budget`'],
  ['agentClause', '`key`, `oidc` or `mtls`'],
  ['mtls', '`uri`, `dns` or `subject`'],
  ['models', 'a string'],
  ['budget', 'an amount such as `20` or `5M`'],
  ['percentages', 'a percentage such as `80%`'],
  ['loop', 'a tool name'],
  ['approver', '`team`, `user` or `role`'],
  ['tool', '`does`, `trusted`'],
  ['trusted', 'a string'],
  ['record', 'a parameter'],
  ['params', 'a parameter'],
  ['type', 'a type such as `String`'],
  ['toolName', 'a tool name'],
  ['actionName', 'an action such as `git.push`'],
  ['target', target],
  ['useArguments', 'a value'],
  ['useArgument', 'a value such as `path` or `"GET"`'],
  ['programs', 'the name of a program'],
  ['command', '`option`, a template such as `"push {remote}"`'],
  ['formOptions', '`option`'],
  ['optionName', 'an option such as `--force`'],
  ['commandOption', 'an option such as `--force`'],
  ['optionClause', '`as`, `directory`, `opaque`, `runs`, `inert`, `sets` or `does`'],
  ['audience', '`all agents`, `agents` or `agent`'],
  ['layer', 'a rule, `hold`, `otherwise`'],
  ['rule', target],
  ['disjunction', condition],
  ['conjunction', condition],
  ['primary', condition],
  ['comparison', condition],
  ['quantified', condition],
  ['field', 'a field such as `.path`'],
  ['relation', '`==`, `in`, `matches`, `under` or `from`'],
  ['operand', 'a string, an integer, `true`, `false`, a word of an enum or a field'],
  ['origins', '`prompt` or a tool name'],
  ['membership', 'the name of a set, or a list in `[` and `]`'],
  ['patterns', 'a string'],
  ['list', 'a string, an integer, `true`, `false`'],
  ['test', 'a call such as `Bash { command: "ls" } => allow`'],
  ['session', '`prompt`, a call such as `Bash { command: "ls" } => allow`'],
  ['result', '`returns` or `fails`'],
  ['subject', '`any agent`, `agents` or `agent`'],
  ['columns', 'an argument such as `.path`'],
  ['table', 'a row such as `"a" => allow`'],
  ['row', 'a value'],
  ['value', 'a value'],
  ['object', 'an argument'],
  ['array', 'a value'],
]);

/** Words that may be meant where a rule ends, beside those that the message names. */
const continuations: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'layer',
    [
      'rule',
      'allow',
      'ask',
      'deny',
      'when',
      'unless',
      'approval',
      'because',
      'example',
      'layer',
      'hold',
      'otherwise',
    ],
  ],
  ['conjunction', ['and', 'or']],
  ['test', ['as', 'for', 'session']],
  ['command', ['complete', 'option', 'does']],
  ['relation', ['matches', 'under', 'from', 'in']],
  ['tool', ['does', 'trusted']],
  ['file', ['does', 'trusted', 'risk']],
  ['prohibition', ['where']],
  ['guarantee', ['where']],
]);

const closers: readonly TokenType[] = [CloseBrace, CloseBracket, CloseParen];
const beforeFirst: readonly TokenType[] = [OpenBrace, OpenBracket, OpenParen, Comma];

/** Rules whose elements stand between commas. */
const lists: ReadonlySet<string> = new Set([
  'record',
  'params',
  'useArguments',
  'patterns',
  'list',
  'object',
  'array',
]);

function expectedAtClose(rule: string, closer: string, previous: IToken): string {
  if (rule === 'comparison') return `\`and\`, \`or\` or ${closer}`;
  if (lists.has(rule) && !beforeFirst.includes(previous.tokenType)) return `\`,\` or ${closer}`;
  const more = alternatives.get(rule);
  return more === undefined ? closer : `${more} or ${closer}`;
}

/** Words that a mistyped one may have meant: those in backticks, and those that may follow. */
export function wordsMeant(rule: string, expected: string): readonly string[] {
  const named = [...expected.matchAll(/`([a-z]+)`/g)].map((match) => match[1] ?? '');
  return [...named, ...(continuations.get(rule) ?? [])];
}

/** Thrown out of the parser when a text has so many faults that no reader needs the next. */
export class TooManyFaults extends Error {
  override readonly name = 'TooManyFaults';
}

/**
 * What the parser hands on as the text of an error: only what it expected, so that the finding can
 * say what was found in its own words. Counts, because the parser recurses once for every fault
 * that it recovers from in one repetition.
 */
export class Expectations implements IParserErrorMessageProvider {
  #faultsLeft = diagnosticsMax;

  /** Starts the count anew, for the next text. */
  renew(): void {
    this.#faultsLeft = diagnosticsMax;
  }

  buildMismatchTokenMessage(fault: {
    expected: TokenType;
    previous: IToken;
    ruleName: string;
  }): string {
    const label = fault.expected.LABEL ?? fault.expected.name;
    if (fault.ruleName === 'file') return this.#alternatives('file');
    this.#count();
    if (!closers.includes(fault.expected)) return label;
    return expectedAtClose(fault.ruleName, label, fault.previous);
  }

  buildNotAllInputParsedMessage(): string {
    return this.#alternatives('file');
  }

  buildNoViableAltMessage({ ruleName }: { ruleName: string }): string {
    return this.#alternatives(ruleName);
  }

  buildEarlyExitMessage({ ruleName }: { ruleName: string }): string {
    return this.#alternatives(ruleName);
  }

  #alternatives(rule: string): string {
    this.#count();
    return alternatives.get(rule) ?? rule;
  }

  #count(): void {
    if (this.#faultsLeft === 0) throw new TooManyFaults();
    this.#faultsLeft--;
  }
}
