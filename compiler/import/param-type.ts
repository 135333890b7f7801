import type { TypeName } from '../../dsl/ast.ts';
import type { ValueReading } from './value-class.ts';

/** Formats of JSON Schema that say how a text is spelt. Relative references are no `Url`. */
const formats: ReadonlyMap<string, TypeName> = new Map([
  ['uri', 'Url'],
  ['iri', 'Url'],
  ['url', 'Url'],
  ['email', 'Email'],
  ['idn-email', 'Email'],
  ['hostname', 'Host'],
  ['idn-hostname', 'Host'],
]);

/** Names whose meaning is the same in every agent that we know. Compared in snake case. */
const names: ReadonlyMap<string, TypeName> = new Map([
  ...typed('Path', [
    'path',
    'filepath',
    'filename',
    'dir',
    'directory',
    'folder',
    'cwd',
    'workdir',
  ]),
  ...typed('Path', ['file_name', 'working_dir', 'working_directory']),
  ...typed('Url', ['url', 'uri', 'href']),
  ...typed('Shell', ['command', 'cmd', 'shell', 'bash', 'shell_command', 'bash_command']),
  ...typed('Email', ['email', 'email_address']),
  ...typed('Host', ['hostname']),
]);

const endings: readonly (readonly [string, TypeName])[] = [
  ['_path', 'Path'],
  ['_url', 'Url'],
  ['_email', 'Email'],
];

/**
 * The type of an argument in a declaration. A guess only ever makes rules stricter or gives them
 * more to say: every text fits every text type, a `Shell` cannot be allowed without naming its
 * commands, and a value that has no normal form makes conditions on it unknown, never true.
 */
export function paramType(name: string, { valueClass, format, isListed }: ValueReading): TypeName {
  if (valueClass === 'integer') return 'Int';
  if (valueClass === 'boolean') return 'Bool';
  if (valueClass !== 'text') return 'Json';
  if (isListed) return 'String';
  return format === undefined ? namedType(snakeCase(name)) : (formats.get(format) ?? 'String');
}

function namedType(name: string): TypeName {
  const ending = endings.find(([text]) => name.endsWith(text));
  return names.get(name) ?? ending?.[1] ?? 'String';
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

function typed(type: TypeName, names: readonly string[]): readonly (readonly [string, TypeName])[] {
  return names.map((name) => [name, type] as const);
}
