import type { Literal, Node, Word } from './node.ts';
import type { Target, ToolName } from './target.ts';

/** The kinds of pattern a set can hold, named by the function that makes it. */
export type SetKind = 'paths' | 'hosts' | 'urls' | 'emails' | 'keys' | 'refs' | 'strings';

/** `paths("**" + "/.env", "~/.ssh/**")`. */
export interface SetLiteral extends Node {
  readonly kind: 'set';
  readonly of: SetKind;
  readonly patterns: readonly Word[];
}

/** `.url.host`: the parts without dots. */
export interface Field extends Node {
  readonly kind: 'field';
  readonly path: readonly Word[];
}

/** How two values are compared. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** The name of a `let`. */
export interface SetName extends Word {
  readonly kind: 'name';
}

/** `["npm test", "git status"]`. */
export interface LiteralList extends Node {
  readonly kind: 'list';
  readonly values: readonly Literal[];
}

/** What `in` may name: a declared set, a set written in place, a list of literals. */
export type Membership = SetName | SetLiteral | LiteralList;

/** What follows `when` and `unless`. */
export type Condition = Node &
  (
    | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
    | { readonly kind: 'not'; readonly operand: Condition }
    | {
        readonly kind: 'compare';
        readonly field: Field;
        readonly operator: Comparison;
        readonly value: Literal;
      }
    | { readonly kind: 'matches'; readonly field: Field; readonly pattern: Word }
    /** `under workspace` has no `base`; `under "~/src"` has one. */
    | { readonly kind: 'under'; readonly field: Field; readonly base: Word | undefined }
    | { readonly kind: 'in'; readonly field: Field; readonly set: Membership }
    | { readonly kind: 'has'; readonly field: Field }
    /** `.old == .new`: two fields of one type, `==` and `!=` only. */
    | {
        readonly kind: 'compare-fields';
        readonly field: Field;
        readonly operator: '==' | '!=';
        readonly other: Field;
      }
    /** `every .to in staff`, `any (.to.domain != "acme.com")`: the operand reads one element. */
    | { readonly kind: 'every' | 'any'; readonly operand: Condition }
    /** `.to from prompt`, `.id from search_contacts`. */
    | { readonly kind: 'from'; readonly field: Field; readonly sources: readonly OriginSource[] }
    /** `after fs.read where .path in secrets`; `withinMs` is `in the last 10m`. */
    | {
        readonly kind: 'after';
        readonly event: EventPattern;
        readonly withinMs: number | undefined;
      }
    /** `count fs.write in the last 10m > 5`. */
    | {
        readonly kind: 'count';
        readonly event: EventPattern;
        readonly withinMs: number | undefined;
        readonly operator: Comparison;
        readonly value: number;
      }
  );

/** Where a value may come from: what the person typed, or the trusted places of a tool's results. */
export type OriginSource = (Node & { readonly kind: 'prompt' }) | ToolName;

/**
 * Earlier calls that history speaks of. `where` is one comparison or a condition in parentheses, so
 * that what follows it cannot be read as part of it.
 */
export interface EventPattern extends Node {
  readonly target: Target;
  readonly where: Condition | undefined;
}
