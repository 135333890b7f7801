import { quote } from '../../../dsl/escape.ts';
import { paramsIn } from '../../condition-parts.ts';
import { toolKey } from '../../program.ts';
import { atomsOf } from '../conditions.ts';
import { exampleFile } from '../example.ts';
import type { LintRule } from '../rule.ts';

/** Last words of parameter names, and the type that such values have. */
const typed: ReadonlyMap<string, string> = new Map([
  ...['path', 'file', 'filename', 'filepath', 'dir', 'directory', 'folder', 'cwd'].map(
    (word) => [word, 'Path'] as const,
  ),
  ...['url', 'uri', 'link', 'href'].map((word) => [word, 'Url'] as const),
  ...['host', 'hostname', 'domain'].map((word) => [word, 'Host'] as const),
  ...['email', 'recipient', 'mail'].map((word) => [word, 'Email'] as const),
  ...['command', 'cmd', 'shell'].map((word) => [word, 'Shell'] as const),
]);

/** A parameter of type String that rules compare and that is most likely of another type. */
export const stringForTypedValue: LintRule = {
  code: 'string-for-typed-value',
  severity: 'warning',
  title: 'a path, URL, host, address or command is declared as String',
  explanation:
    'A String is compared as it stands, so that `src/../.env` is not `.env` and `HTTPS://X.example` is not `https://x.example/`. A typed value is brought into one form first.',
  bad: exampleFile(
    'tool Save { file_path: String }\npolicy p for agent dev { allow Save when .file_path matches "src/*" }',
  ),
  good: exampleFile(
    'tool Save { file_path: Path }\npolicy p for agent dev { allow Save when .file_path matches "src/*" }',
  ),
  *find({ rules, program }) {
    for (const tool of program.tools.values()) {
      const key = `tool ${toolKey(tool.tool)}`;
      const about = rules.filter(({ subjects }) => subjects.some((each) => each.key === key));
      const compared = new Set(
        about.flatMap(({ rule }) => atomsOf(rule).flatMap(({ atom }) => paramsIn(atom))),
      );
      for (const { name, type } of tool.params) {
        const better = typeFor(name.text);
        if (
          type.kind !== 'named' ||
          type.text !== 'String' ||
          better === undefined ||
          !compared.has(name.text)
        )
          continue;
        yield {
          span: type.span,
          message: `${quote(name.text)} is compared as plain text, expected type ${better}`,
          help: `declare it as ${better}`,
          fix: {
            title: `declare it as ${better}`,
            edits: [{ span: type.span, text: better }],
            safe: false,
          },
        };
      }
    }
  },
};

function typeFor(name: string): string | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return typed.get(words.at(-1) ?? '');
}
