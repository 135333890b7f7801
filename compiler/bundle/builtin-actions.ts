import type { ActionEntry, BuiltInAction, ParamEntry, ParamType, RequestAction } from './rules.ts';

/**
 * The actions that exist in every program, because the kernel finds them in shell texts and requests
 * without any declaration. Their entries come first in a rule set, in this order.
 */
export const builtInActions: readonly (ActionEntry & { readonly name: BuiltInAction })[] = [
  // What nobody can read. Only `ask opaque` and `otherwise ask` grant it. `dynamic` is text that was
  // read and whose meaning the run decides, `unreadable` one over a limit or that cannot be parsed.
  { name: 'opaque', params: [words('cause', 'dynamic', 'unreadable')], risk: 'high' },
  // A program whose declaration, if there is one, does not say what it does with these arguments.
  // `command` is the whole simple command, its words quoted where they need it.
  { name: 'shell.run', params: [text('program'), text('command')], risk: 'medium' },
  // A program of which it is declared that it does nothing worth a rule with these arguments.
  { name: 'shell.inert', params: [text('program'), text('command')], risk: 'low' },
  // Inline or piped code of some language: `python -c`, `curl | sh`.
  { name: 'shell.code', params: [text('language')], risk: 'high' },
  // An assignment that a program or the shell itself sees.
  { name: 'shell.env', params: [text('name'), optional(text('value'))], risk: 'medium' },
  { name: 'fs.read', params: [of('path', 'Path')], risk: 'low' },
  { name: 'fs.write', params: [of('path', 'Path')], risk: 'medium' },
  { name: 'fs.list', params: [of('path', 'Path')], risk: 'low' },
  { name: 'fs.delete', params: [of('path', 'Path')], risk: 'medium' },
  // A file that is executed or sourced.
  { name: 'fs.run', params: [of('path', 'Path')], risk: 'high' },
  {
    name: 'net.connect',
    params: [of('host', 'Host'), optional(of('port', 'Int'))],
    risk: 'medium',
  },
  // Request rules: the model that a request names, and a tool that the provider runs itself.
  { name: 'model.use', params: [text('model')], risk: 'low' },
  {
    name: 'server.tool',
    params: [text('name'), text('type'), optional(of('domain', 'Host'))],
    risk: 'medium',
  },
  // Requests about a file at the provider, by what the client states or the provider says of it.
  {
    name: 'file.upload',
    params: [text('name'), text('type'), of('bytes', 'Int')],
    risk: 'medium',
  },
  { name: 'file.download', params: [text('id'), optional(text('name'))], risk: 'medium' },
  { name: 'file.delete', params: [text('id')], risk: 'medium' },
];

/** Actions of requests: no shell brings them about. */
export const requestActions: ReadonlySet<string> = new Set<RequestAction>([
  'model.use',
  'server.tool',
  'file.upload',
  'file.download',
  'file.delete',
]);

/** Index of a built-in action in every rule set. */
export function builtInIndex(name: BuiltInAction): number {
  return builtInActions.findIndex((action) => action.name === name);
}

function of(name: string, type: ParamType): ParamEntry {
  return { name, type, optional: false, inert: false, list: false, words: null, fields: null };
}

function words(name: string, ...all: readonly string[]): ParamEntry {
  return { ...text(name), words: all };
}

function text(name: string): ParamEntry {
  return of(name, 'String');
}

function optional(param: ParamEntry): ParamEntry {
  return { ...param, optional: true };
}
