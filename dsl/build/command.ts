import { assert } from '../assert.ts';
import type {
  CommandDeclaration,
  CommandForm,
  CommandOption,
  CommandRole,
  CommandValue,
  Word,
} from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import type { IToken } from '../tokens.ts';
import * as t from '../tokens.ts';
import { words } from '../tokens.ts';
import { checkCommas } from './commas.ts';
import { buildLiteral } from './condition.ts';
import type { Builder } from './cst.ts';
import {
  isWhole,
  nodes,
  optionalNode,
  optionalToken,
  spanOf,
  token,
  tokens,
  wordOf,
} from './cst.ts';
import { reportRepeated } from './repeated.ts';
import { buildUses } from './use.ts';

/** `command NAME complete { ... }`; undefined when its name is missing. */
export function buildCommand(builder: Builder, from: CstNode): CommandDeclaration | undefined {
  const programs = nodes(from, 'programs').flatMap((names) => tokens(names, t.Word));
  if (programs.length === 0) return undefined;
  return {
    kind: 'command',
    programs: programs.map((program) => wordOf(builder, program)),
    isComplete: optionalToken(from, words.complete) !== undefined,
    options: buildOptions(builder, from),
    forms: nodes(from, 'form')
      .filter((form) => isWhole(builder, form))
      .map((form) => buildForm(builder, form)),
    span: spanOf(builder, from),
  };
}

function buildForm(builder: Builder, from: CstNode): CommandForm {
  const own = optionalNode(from, 'formOptions');
  return {
    template: wordOf(builder, token(from, t.Text)),
    options: own === undefined ? [] : buildOptions(builder, own),
    does: buildUses(builder, nodes(from, 'does')),
    span: spanOf(builder, from),
  };
}

function buildOptions(builder: Builder, from: CstNode): readonly CommandOption[] {
  return nodes(from, 'options').flatMap((list) => {
    const options = nodes(list, 'commandOption').filter((option) => isWhole(builder, option));
    checkCommas(builder, list, options);
    return options.map((option) => buildOption(builder, option));
  });
}

function buildOption(builder: Builder, from: CstNode): CommandOption {
  const value = optionalNode(from, 'optionValue');
  const clauses = nodes(from, 'optionClause');
  const does = clauses.flatMap((clause) => nodes(clause, 'does'));
  checkOnce(builder, '`does`', does);
  return {
    names: nodes(from, 'optionName').map((name) => buildOptionName(builder, name)),
    value: value && buildOptionValue(builder, value),
    role: roleOf(builder, clauses),
    sets: clauses
      .flatMap((clause) => nodes(clause, 'sets'))
      .map((set) => ({
        variable: wordOf(builder, token(set, t.Name)),
        literal: buildLiteral(builder, token(set, t.Literal)),
      })),
    does: buildUses(builder, does),
    span: spanOf(builder, from),
  };
}

/** An option as it is typed; a word without a dash is reported, and read as a long option. */
function buildOptionName(builder: Builder, from: CstNode): Word {
  const name = wordOf(builder, nameToken(from));
  if (name.text.length > 1 && name.text.startsWith('-')) return name;
  const meant = `--${name.text}`;
  const message = `found ${quote(name.text)}, expected an option with its dashes`;
  const title = `write \`${meant}\``;
  const fix = { title, edits: [{ span: name.span, text: meant }], safe: false };
  builder.report(finding('option-without-dash', name.span, message, { help: title, fix }));
  return { ...name, text: meant };
}

function nameToken(from: CstNode): IToken {
  const types = [t.OptionName, t.Integer, t.Text, t.Name];
  const [found] = types.flatMap((type) => tokens(from, type));
  assert(found !== undefined, 'an option has a name');
  return found;
}

function buildOptionValue(builder: Builder, from: CstNode): CommandValue {
  const type = optionalToken(from, t.Colon) && token(from, t.Name);
  return {
    type: type && wordOf(builder, type),
    isOptional: optionalToken(from, t.Question) !== undefined,
    span: spanOf(builder, from),
  };
}

/** What an option is for: one of the roles, once. */
function roleOf(builder: Builder, clauses: readonly CstNode[]): CommandRole | undefined {
  const found = clauses.flatMap((clause) => {
    const role = buildRole(builder, clause);
    return role === undefined ? [] : [{ clause, role }];
  });
  checkOnce(
    builder,
    'what the option is for',
    found.map(({ clause }) => clause),
  );
  return found[0]?.role;
}

function buildRole(builder: Builder, clause: CstNode): CommandRole | undefined {
  const span = spanOf(builder, clause);
  if (optionalToken(clause, words.as) !== undefined) {
    return { kind: 'as', name: wordOf(builder, token(clause, t.Name)), span };
  }
  if (optionalToken(clause, words.directory) !== undefined) return { kind: 'directory', span };
  if (optionalToken(clause, words.opaque) !== undefined) return { kind: 'opaque', span };
  if (optionalToken(clause, words.runs) !== undefined) return { kind: 'runs', span };
  return optionalToken(clause, words.inert) === undefined ? undefined : { kind: 'inert', span };
}

function checkOnce(builder: Builder, what: string, clauses: readonly CstNode[]): void {
  const [first, ...others] = clauses;
  if (first === undefined) return;
  for (const other of others) reportRepeated(builder, what, first, other);
}
