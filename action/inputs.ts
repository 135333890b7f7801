import { getInput, getMultilineInput } from '@actions/core';
import { quote } from '../dsl/escape.ts';
import { actionError } from './errors.ts';
import { channel, duration, type Quantity, revision } from './quantities.ts';

const commands = ['check', 'test', 'compile', 'sign', 'all'] as const;
export type ActionCommand = (typeof commands)[number];

const failOns = ['error', 'warning', 'never'] as const;
type FailOn = (typeof failOns)[number];

/** Every input of action.yml; a test compares the two both ways. */
export const inputNames = [
  'command',
  'paths',
  'fail-on',
  'max-annotations',
  'allow-no-tests',
  'channel',
  'revision',
  'expires-in',
  'bundle-out',
  'signing-key',
] as const;
type InputName = (typeof inputNames)[number];

/** What the workflow asked for, checked. */
export interface Inputs {
  readonly command: ActionCommand;
  /** Files and folders, relative to the workspace. */
  readonly paths: readonly string[];
  readonly failOn: FailOn;
  /** Per level; GitHub itself shows ten and drops the rest without a word. */
  readonly annotationsMax: number;
  readonly mayHaveNoTests: boolean;
  readonly channel: string;
  /** Counts up from 1 in a channel. `auto` is the number of the workflow run. */
  readonly revision: number | 'auto';
  readonly expiresInMs: number;
  /** Where the signed bundle goes, relative to the workspace. */
  readonly bundleOut: string;
  /** NAME of the environment variable that holds the PEM, or undefined for none. */
  readonly signingKey: string | undefined;
}

/** GitHub shows at most this many annotations of one level of one step. */
const annotationsMax = 10;

/** Reads `INPUT_*`. Throws SENTRELY_ERR_ACTION_INPUT naming the input, what was found and expected. */
export function readInputs(): Inputs {
  return {
    command: oneOf('command', commands),
    paths: readPaths(),
    failOn: oneOf('fail-on', failOns),
    annotationsMax: read('max-annotations', annotations),
    mayHaveNoTests: oneOf('allow-no-tests', ['true', 'false']) === 'true',
    channel: read('channel', channel),
    revision: read('revision', autoRevision),
    expiresInMs: read('expires-in', duration),
    bundleOut: read('bundle-out', path),
    signingKey: readSigningKey(),
  };
}

function readPaths(): readonly string[] {
  const paths = getMultilineInput('paths');
  if (paths.length === 0) throw refused('paths', '', 'at least one path, one a line');
  return paths;
}

const annotations: Quantity<number> = {
  expected: `a whole number from 0 to ${annotationsMax}`,
  parse(text) {
    const value = Number(text);
    return /^\d{1,2}$/.test(text) && value <= annotationsMax ? value : undefined;
  },
};

const autoRevision: Quantity<number | 'auto'> = {
  expected: `\`auto\` or ${revision.expected}`,
  parse: (text) => (text === 'auto' ? text : revision.parse(text)),
};

const path: Quantity<string> = {
  expected: 'a path',
  parse: (text) => (text === '' ? undefined : text),
};

/** The value of a key must never stand in a workflow, so what looks like one is not repeated. */
function readSigningKey(): string | undefined {
  const name = getInput('signing-key');
  if (name === '') return undefined;
  if (/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) return name;
  const detail = '`signing-key` is not the NAME of an environment variable';
  throw actionError('SENTRELY_ERR_ACTION_INPUT', detail);
}

function oneOf<T extends string>(name: InputName, values: readonly T[]): T {
  return read(name, {
    expected: `one of ${values.map((value) => quote(value)).join(', ')}`,
    parse: (text) => values.find((value) => value === text),
  });
}

function read<T>(name: InputName, form: Quantity<T>): T {
  const text = getInput(name);
  const value = form.parse(text);
  if (value === undefined) throw refused(name, text, form.expected);
  return value;
}

function refused(name: InputName, found: string, expected: string): Error {
  const what = found === '' ? 'nothing' : quote(found);
  const detail = `${quote(name)}: found ${what}, expected ${expected}`;
  return actionError('SENTRELY_ERR_ACTION_INPUT', detail);
}
