import { assert } from '../../dsl/assert.ts';
import type { Effect } from '../../dsl/ast.ts';
import { sourceLengthMax } from '../../dsl/limits.ts';
import { format } from '../../dsl/print.ts';
import { importCommands } from './claude-settings/commands.ts';
import { importFiles, isFileTool } from './claude-settings/files.ts';
import { missesOf } from './claude-settings/misses.ts';
import { importHosts } from './claude-settings/hosts.ts';
import { importOther } from './claude-settings/others.ts';
import {
  type DraftRule,
  joinOutcomes,
  type LeftOut,
  type Outcome,
} from './claude-settings/outcome.ts';
import { type Permission, readPermission } from './claude-settings/permission.ts';
import { toolDeclarations, toolsFor } from './claude-settings/tools.ts';
import { commentLine } from './declaration.ts';

/** What the settings became. */
export interface ClaudeSettingsImport {
  /** A policy file in the canonical layout. */
  readonly text: string;
  readonly carried: readonly Permission[];
  readonly leftOut: readonly LeftOut[];
  /** What the carried rules do not stop, in sentences. */
  readonly misses: readonly string[];
}

/** What the settings do not say. */
export interface ClaudeSettingsOptions {
  /** The agent of the policy; a legal name. */
  readonly agent: string;
  /** Whether the file declares the tools that its rules are about. */
  readonly withTools: boolean;
}

/** Permissions in one file, far above what a person reads. */
const permissionsMax = 5000;

const effects = ['deny', 'ask', 'allow'] as const satisfies readonly Effect[];
const fileTools = ['Read', 'Edit', 'Write', 'NotebookEdit'];
/** Modes in which Claude Code asks about what no rule is about. */
const askingModes: readonly unknown[] = [undefined, 'default', 'acceptEdits', 'plan'];

/**
 * Turns the permissions of a Claude Code settings file, a parsed JSON value, into a policy. Where
 * the two languages differ the policy is the stricter one. A text instead of a result says why the
 * value is no such file: what was found and what was expected.
 */
export function importClaudeSettings(
  json: unknown,
  options: ClaudeSettingsOptions,
): ClaudeSettingsImport | string {
  const permissions = isObject(json) ? json['permissions'] : undefined;
  if (!isObject(json) || !isObject(permissions)) {
    return 'found no `permissions`, expected a settings file of Claude Code';
  }
  const read = effects.flatMap((effect) => entriesOf(permissions, effect));
  if (read.length > permissionsMax) {
    return `found ${read.length} permissions, expected at most ${permissionsMax}`;
  }
  const outcome = joinOutcomes([
    ...fileTools.flatMap((tool) =>
      effects.map((effect) => importFiles(tool, effect, about(read, tool, effect))),
    ),
    importCommands(read.filter(({ tool }) => tool === 'Bash')),
    ...effects.map((effect) => importHosts(effect, about(read, 'WebFetch', effect))),
    ...read.filter(({ tool }) => !isRead(tool)).map(importOther),
    { rules: [], carried: [], leftOut: settingsLeftOut(json, permissions) },
  ]);
  const misses = missesOf(outcome);
  const mode = ownValue(permissions, 'defaultMode');
  const text = policyText({ outcome, misses, isAsking: askingModes.includes(mode) }, options);
  if (text === undefined) return 'found more rules than one policy file holds';
  return { text, carried: outcome.carried, leftOut: outcome.leftOut, misses };
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function entriesOf(permissions: Json, effect: Effect): readonly Permission[] {
  const list = ownValue(permissions, effect);
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  return entries.map((entry) => readPermission(effect, typeof entry === 'string' ? entry : ''));
}

/** Whether permissions of a tool are read together. */
function isRead(tool: string): boolean {
  return tool === 'Bash' || tool === 'WebFetch' || isFileTool(tool);
}

function about(read: readonly Permission[], tool: string, effect: Effect): readonly Permission[] {
  return read.filter((each) => each.tool === tool && each.effect === effect);
}

/** Settings that also govern what the agent may do. */
function settingsLeftOut(json: Json, permissions: Json): readonly LeftOut[] {
  const reason = 'a setting of the client, which stays with the client';
  const known = ['allow', 'ask', 'deny', 'defaultMode'];
  const ofPermissions = Object.keys(permissions).filter((key) => !known.includes(key));
  const others = ['hooks', 'sandbox'].filter((key) => Object.hasOwn(json, key));
  const mode = ownValue(permissions, 'defaultMode');
  const isPlain = mode === undefined || mode === 'default';
  const modes = isPlain ? [] : [`permissions.defaultMode ${JSON.stringify(mode)}`];
  return [...ofPermissions.map((key) => `permissions.${key}`), ...others, ...modes].map((text) => ({
    effect: 'setting',
    text,
    reason,
  }));
}

const ownerLine = commentLine('Give the agent an `owner`: who is asked.');

interface Draft {
  readonly outcome: Outcome;
  readonly misses: readonly string[];
  /** What no rule is about is asked. */
  readonly isAsking: boolean;
}

/** The canonical text; undefined if it is longer than a policy file may be. */
function policyText(draft: Draft, { agent, withTools }: ClaudeSettingsOptions): string | undefined {
  const { outcome, misses, isAsking } = draft;
  const rules = ruleTexts(outcome.rules);
  const text = [
    'edition 1\n\n',
    commentLine('Written by `sentrely import claude-settings`.'),
    ...(isAsking || outcome.rules.some(({ effect }) => effect === 'ask') ? [ownerLine] : []),
    ...section('Not carried over:', outcome.leftOut.map(leftOutText)),
    ...section('What these rules do not stop:', misses),
    '\n',
    ...(withTools ? declarations(outcome.rules) : []),
    `\npolicy claude-settings for agent ${agent} {\n`,
    ...rules,
    ...(isAsking ? ['otherwise ask\n'] : []),
    '}\n',
  ].join('');
  if (text.length > sourceLengthMax) return undefined;
  const formatted = format({ file: 'policy', text });
  assert(formatted.text !== undefined, 'what we write is well formed');
  return formatted.text;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [commentLine(''), commentLine(title), ...lines.map((line) => commentLine(`- ${line}`))];
}

function leftOutText({ effect, text, reason }: LeftOut): string {
  return `${effect} ${text}: ${reason}`;
}

/** Rules that say the same stand once; labels that repeat are numbered. */
function ruleTexts(rules: readonly DraftRule[]): readonly string[] {
  const labels = new Map<string, number>();
  const distinct = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...distinct.values()].map(({ effect, label, tools, clauses }) => {
    const count = (labels.get(label) ?? 0) + 1;
    labels.set(label, count);
    const name = effect === 'allow' ? '' : `rule ${count === 1 ? label : `${label}-${count}`} `;
    return `${name}${effect} ${tools.join(', ')}${clauses}\n`;
  });
}

function declarations(rules: readonly DraftRule[]): readonly string[] {
  const used = new Set(rules.flatMap(({ tools }) => tools.flatMap(toolsFor)));
  return [...toolDeclarations]
    .filter(([name]) => used.has(name))
    .map(([name, { params, does }]) => {
      return `tool ${name} { ${params} }${does === undefined ? '' : ` does ${does}`}\n\n`;
    });
}
