import type { Import, ImportTarget } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { Name, Text, Word } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { isWhole, nodes, optionalToken, spanOf, token, wordOf } from './cst.ts';

/** `import std.sdk, "a.sentrely"`; targets that were not read are left out. */
export function buildImport(builder: Builder, from: CstNode): Import | undefined {
  const targets = nodes(from, 'importTarget').filter((target) => isWhole(builder, target));
  if (targets.length === 0) return undefined;
  return {
    kind: 'import',
    targets: targets.map((target) => buildTarget(builder, target)),
    span: spanOf(builder, from),
  };
}

function buildTarget(builder: Builder, from: CstNode): ImportTarget {
  const path = optionalToken(from, Text);
  if (path !== undefined) return { kind: 'file', ...wordOf(builder, path) };
  const [root, name] = [token(from, Name), token(from, Word)].map((word) => wordOf(builder, word));
  return { kind: 'library', text: `${root?.text}.${name?.text}`, span: spanOf(builder, from) };
}
