import type { SetPiece } from '../../evaluate/known.ts';
import { type ExpandedWord, textOf, unknownWord } from './expanded-word.ts';
import { hereDocumentText } from './heredoc.ts';
import { complain, type Scene } from './reader.ts';
import type { Redirection, ShellWord, StandardInput } from './reading.ts';
import type { State } from './state.ts';
import type { HereDoc, Redirect, RedirectionNode } from './syntax.ts';
import { expandValue, expandWord, segmentsOf } from './word.ts';

/** What redirections open, and what they make of standard input; `input` null leaves it. */
export interface OpenedFiles {
  readonly redirections: readonly Redirection[];
  readonly input: StandardInput | null;
  readonly inputText: string | null;
}

/** Reads the redirections of a command, in order. */
export function readRedirections(scene: Scene, nodes: readonly RedirectionNode[]): OpenedFiles {
  const redirections: Redirection[] = [];
  let input: StandardInput | null = null;
  let inputText: string | null = null;
  for (const node of nodes) {
    const opened = readOne(scene, node);
    redirections.push(...opened.redirections);
    if (opened.input === null) continue;
    // Some shells read one after the other, some only the last.
    inputText = input === null ? opened.inputText : null;
    input = opened.input;
  }
  return { redirections, input, inputText };
}

const nothing: OpenedFiles = { redirections: [], input: null, inputText: null };

function readOne(scene: Scene, node: RedirectionNode): OpenedFiles {
  const { descriptor } = node;
  if (descriptor?.type === 'FileDescriptorVariable')
    scene.reader.assigned.push({ name: descriptor.name, value: 'plain' });
  const isInput =
    descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 0);
  if (node.type === 'HereDoc') return readDocument(scene, node, isInput);
  if (node.target === undefined) {
    complain(scene.reader, 'It holds a redirection without a target.');
    return nothing;
  }
  if (node.type === 'Redirect') return readFile(scene, node, isInput);
  const { value } = expandValue(scene, node.target);
  if (!isInput) return nothing;
  const inputText = value.kind === 'text' ? `${value.text}\n` : null;
  return { redirections: [], input: 'text', inputText };
}

function readDocument(scene: Scene, node: HereDoc, isInput: boolean): OpenedFiles {
  segmentsOf(scene, node.body.parts ?? []);
  if (node.closing === undefined) complain(scene.reader, 'A here-document has no end.');
  if (!isInput) return nothing;
  return { redirections: [], input: 'text', inputText: hereDocumentText(node) };
}

function readFile(scene: Scene, { operator, target }: Redirect, isInput: boolean): OpenedFiles {
  const changesInput = isInput && operator.startsWith('<');
  if (operator === '<') checkPattern(scene, target?.text ?? '');
  const copied = operator.endsWith('&') ? copiedInput(target?.text ?? '') : null;
  if (copied !== null) return { ...nothing, input: changesInput ? copied : null };
  const words = target === undefined ? [] : expandWord(scene, target);
  const [only = unknownWord(false), other] = words;
  const word = other === undefined ? only : unknownWord(false);
  const input = changesInput ? inputOf(word) : null;
  return { redirections: open(word, operator), input, inputText: null };
}

/** `<1-5>` is a pattern of zsh. */
function checkPattern({ reader }: Scene, target: string): void {
  if (/^\d*-\d*$/.test(target))
    complain(reader, 'It holds a redirection that some shells take for a pattern.');
}

/** What a copied or closed descriptor gives to read; null when it is a file after all. */
function copiedInput(target: string): StandardInput | null {
  if (target === '-') return 'empty';
  return /^\d+-?$/.test(target) ? 'pipe' : null;
}

function inputOf(word: ExpandedWord): StandardInput {
  const text = textOf(word);
  if (text === '/dev/null') return 'empty';
  return text === null || text.startsWith('/dev/') ? 'pipe' : 'file';
}

const streams = /^\/dev\/(?:null|stdin|stdout|stderr|fd\/\d+)$/;

function open(target: ExpandedWord, operator: Redirect['operator']): readonly Redirection[] {
  const text = textOf(target);
  if (text !== null && streams.test(text)) return [];
  const connection = connectionOf(target);
  if (connection !== null && text !== null) return [connection];
  const kinds: readonly ('read' | 'write')[] =
    operator === '<>' ? ['read', 'write'] : operator.startsWith('<') ? ['read'] : ['write'];
  const files = kinds.map((kind) => ({ kind, path: target.word }) as const);
  return connection === null ? files : [...files, connection];
}

const devices = ['/dev/tcp/', '/dev/udp/'];

/** Bash opens a connection for these names, which no file system knows. */
function connectionOf(target: ExpandedWord): Redirection | null {
  const text = textOf(target);
  const anywhere: ShellWord = { kind: 'unknown', maySplit: false };
  if (text === null) {
    const mayConnect = devices.some((device) => meets(device, target.start));
    return mayConnect ? { kind: 'connect', host: anywhere, port: anywhere } : null;
  }
  const device = devices.find((start) => text.startsWith(start));
  if (device === undefined) return null;
  const [host = '', port = '', more] = text.slice(device.length).split('/');
  if (host === '' || port === '' || more !== undefined) return null;
  return { kind: 'connect', host: literal(host), port: literal(port) };
}

function meets(left: string, right: string): boolean {
  return left.startsWith(right) || right.startsWith(left);
}

function literal(text: string): ShellWord {
  return { kind: 'text', text };
}

/**
 * Redirections that no command carries: their paths begin at the directory of the call, so that one
 * behind a `cd` is written out, once for each directory that it may begin at.
 */
export function settle(redirections: readonly Redirection[], state: State): readonly Redirection[] {
  return redirections.flatMap((one): readonly Redirection[] =>
    one.kind === 'connect'
      ? [one]
      : settlePath(one.path, state).map((path) => ({ kind: one.kind, path })),
  );
}

function settlePath(path: ShellWord, { directories, hasMoved }: State): readonly ShellWord[] {
  if (!hasMoved || path.kind === 'unknown' || /^[/~]/.test(startOf(path))) return [path];
  if (directories === null) return [{ kind: 'unknown', maySplit: false }];
  return directories.map((directory): ShellWord => {
    const start = directory.endsWith('/') ? directory : `${directory}/`;
    if (path.kind === 'text') return literal(start + path.text);
    const pieces: readonly SetPiece[] = [{ kind: 'text', text: start }, ...path.pieces];
    return { kind: 'set', pieces };
  });
}

function startOf(path: Exclude<ShellWord, { kind: 'unknown' }>): string {
  if (path.kind === 'text') return path.text;
  const [first] = path.pieces;
  return first?.kind === 'text' ? first.text : '';
}
