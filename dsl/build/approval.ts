import type { Approval, Approver } from '../ast.ts';
import { quote } from '../escape.ts';
import { finding } from '../finding.ts';
import type { CstNode } from '../grammar.ts';
import { numeralValue } from '../numeral.ts';
import type { IToken } from '../tokens.ts';
import { Duration, Integer, Text, words } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { nodes, optionalToken, spanOf, token, wordOf } from './cst.ts';

/** `team "acme/platform"`, `user "alice" id 42`, `role "maintain"`. */
export function buildApprover(builder: Builder, from: CstNode): Approver {
  const id = optionalToken(from, Integer);
  return {
    kind: id !== undefined ? 'user' : optionalToken(from, words.team) ? 'team' : 'role',
    name: wordOf(builder, token(from, Text)),
    id: id && numeralValue(id.image),
    span: spanOf(builder, from),
  };
}

/** `approval 2 of ..., expires 30m`. */
export function buildApproval(builder: Builder, from: CstNode): Approval {
  const expires = optionalToken(from, Duration);
  return {
    count: approvalCount(builder, token(from, Integer)),
    approvers: nodes(from, 'approver').map((approver) => buildApprover(builder, approver)),
    expiresMs: expires && numeralValue(expires.image),
    span: spanOf(builder, from),
  };
}

/** Below one is refused here, once for every reader: it would be an approval that nobody gives. */
function approvalCount(builder: Builder, from: IToken): number {
  const count = numeralValue(from.image);
  if (count < 1) {
    const message = `found ${quote(from.image)}, expected at least one approval`;
    builder.report(finding('approval-count', spanOf(builder, from), message));
  }
  return count;
}
