import type { CertificateIdentity, TokenIdentity, Word } from '../ast.ts';
import type { CstNode } from '../grammar.ts';
import { Text, type TokenType, words } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { nodes, optionalNode, optionalToken, spanOf, token, tokens, wordOf } from './cst.ts';

/** How an agent is known other than by a key; undefined where the clause says no such thing. */
export function buildIdentity(
  builder: Builder,
  clause: CstNode,
): TokenIdentity | CertificateIdentity | undefined {
  const oidc = optionalNode(clause, 'oidc');
  if (oidc !== undefined) return buildToken(builder, oidc);
  const mtls = optionalNode(clause, 'mtls');
  return mtls && buildCertificate(builder, mtls);
}

function buildToken(builder: Builder, from: CstNode): TokenIdentity {
  return {
    kind: 'token',
    issuer: wordOf(builder, token(from, Text)),
    claims: nodes(from, 'claimed').map((claim) => buildClaim(builder, claim)),
    span: spanOf(builder, from),
  };
}

function buildClaim(
  builder: Builder,
  from: CstNode,
): { readonly name: Word; readonly value: Word } {
  const texts = tokens(from, Text).map((text) => wordOf(builder, text));
  const subject = optionalToken(from, words.subject);
  const [first, second] = texts;
  if (subject !== undefined || second === undefined)
    return { name: { text: 'sub', span: spanOf(builder, from) }, value: first as Word };
  return { name: first as Word, value: second };
}

const fields: readonly (readonly [CertificateIdentity['field'], TokenType])[] = [
  ['uri', words.uri],
  ['dns', words.dns],
  ['subject', words.subject],
];

function buildCertificate(builder: Builder, from: CstNode): CertificateIdentity {
  const found = fields.find(([, word]) => optionalToken(from, word) !== undefined);
  return {
    kind: 'certificate',
    field: found?.[0] ?? 'subject',
    value: wordOf(builder, token(from, Text)),
    span: spanOf(builder, from),
  };
}
