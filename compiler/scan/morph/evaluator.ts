import { ts } from 'ts-morph';
import type { Origin } from '../../import/offer.ts';
import type { Expression, ExpressionOf, Member } from '../expression.ts';
import { type Definition, Definitions } from './definitions.ts';

/** Expressions within expressions, constants followed: beyond this a value is not known. */
const depthMax = 64;
/** Expressions evaluated in one program: a hostile one could name its constants without end. */
const evaluationsMax = 1_000_000;

/** Longest text put together from constants: twice itself again and again is soon too long. */
const textLengthMax = 10_000;

/** Evaluates expressions without running anything; each node once, so that shared ones stay shared. */
export class Evaluator {
  readonly #definitions: Definitions;
  readonly #originOf: (node: ts.Node) => Origin;
  readonly #known = new Map<ts.Node, Expression>();
  readonly #calls = new Map<ts.Node, ExpressionOf<'call'>>();
  #depth = 0;

  constructor(checker: ts.TypeChecker, originOf: (node: ts.Node) => Origin) {
    this.#definitions = new Definitions(checker);
    this.#originOf = originOf;
  }

  /** The value of an expression. */
  valueOf(node: ts.Expression): Expression {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const unknown = this.#unknown(node);
    if (this.#depth >= depthMax || this.#known.size >= evaluationsMax) return unknown;
    this.#known.set(node, unknown); // What refers to itself is not known.
    this.#depth++;
    const value = this.#evaluate(node);
    this.#depth--;
    this.#known.set(node, value);
    return value;
  }

  /** A call as it stands, even of a function whose body is known. */
  callAt(node: ts.CallExpression | ts.NewExpression): ExpressionOf<'call'> {
    const known = this.#calls.get(node);
    if (known !== undefined) return known;
    const call: ExpressionOf<'call'> = {
      kind: 'call',
      callee: this.#calleeOf(node.expression),
      args: (node.arguments ?? []).map((argument) => this.#element(argument)),
      origin: this.#originOf(node),
    };
    this.#calls.set(node, call);
    return call;
  }

  /** What the package that a name is imported from calls it. */
  outsideName(node: ts.Identifier): string | undefined {
    const definition = this.#definitions.ofName(node);
    return definition?.kind === 'outside' ? definition.name : undefined;
  }

  /** The given elements as the array that they are added to. */
  arrayOf(node: ts.Node, elements: readonly ts.Expression[]): Expression {
    const values = elements.map((element) => this.#element(element));
    return { kind: 'array', elements: values, origin: this.#originOf(node) };
  }

  memberValue(node: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): Expression {
    if (ts.isPropertyAssignment(node)) return this.valueOf(node.initializer);
    return this.#defined(node, this.#definitions.ofShorthand(node));
  }

  #evaluate(node: ts.Expression): Expression {
    const origin = this.#originOf(node);
    const inner = withoutTypes(node);
    if (inner !== undefined) return this.valueOf(inner);
    if (ts.isStringLiteralLike(node)) return { kind: 'text', value: node.text, origin };
    if (ts.isNumericLiteral(node)) return { kind: 'number', value: Number(node.text), origin };
    if (ts.isArrayLiteralExpression(node)) return this.arrayOf(node, node.elements);
    if (ts.isObjectLiteralExpression(node)) return this.#object(node);
    if (ts.isIdentifier(node)) return this.#defined(node, this.#definitions.ofName(node));
    if (ts.isPropertyAccessExpression(node)) return this.#property(node);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return this.#call(node);
    return this.#operator(node, origin);
  }

  #operator(node: ts.Expression, origin: Origin): Expression {
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) {
      return { kind: 'function', origin };
    }
    if (ts.isConditionalExpression(node))
      return this.#choice([node.whenTrue, node.whenFalse], node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isTemplateExpression(node)) return this.#template(node);
    if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'boolean', value: true, origin };
    if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'boolean', value: false, origin };
    if (node.kind === ts.SyntaxKind.NullKeyword) return { kind: 'null', origin };
    return { kind: 'unknown', origin };
  }

  #element(node: ts.Expression): Expression {
    if (!ts.isSpreadElement(node)) return this.valueOf(node);
    return { kind: 'spread', value: this.valueOf(node.expression), origin: this.#originOf(node) };
  }

  #object(node: ts.ObjectLiteralExpression): Expression {
    const members = node.properties.map((property) => this.#member(property));
    return { kind: 'object', members, origin: this.#originOf(node) };
  }

  #member(node: ts.ObjectLiteralElementLike): Member {
    if (ts.isSpreadAssignment(node)) {
      return { name: undefined, value: this.valueOf(node.expression) };
    }
    const name = this.#nameOf(node.name);
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      const value = name === undefined ? this.#unknown(node) : this.memberValue(node);
      return { name, value };
    }
    const kind = ts.isMethodDeclaration(node) ? 'function' : 'unknown';
    return { name, value: { kind, origin: this.#originOf(node) } };
  }

  /** A key, computed ones too where they are constant. */
  #nameOf(name: ts.PropertyName): string | undefined {
    if (!ts.isComputedPropertyName(name)) return keyOf(name);
    const key = this.valueOf(name.expression);
    return key.kind === 'text' ? key.value : undefined;
  }

  #property(node: ts.PropertyAccessExpression): Expression {
    const definition = this.#definitions.ofMember(node);
    if (definition !== undefined) return this.#defined(node, definition);
    const of = this.valueOf(node.expression);
    const name = node.name.text;
    if (of.kind === 'object') {
      const member = of.members.findLast((each) => each.name === name || each.name === undefined);
      // A spread behind the key may have replaced it.
      return member?.name === undefined ? this.#unknown(node) : member.value;
    }
    return { kind: 'member', of, name, origin: this.#originOf(node) };
  }

  /** What is called; a method by its name, whatever is known of it. */
  #calleeOf(node: ts.Expression): Expression {
    if (!ts.isPropertyAccessExpression(node)) return this.valueOf(node);
    const of = this.valueOf(node.expression);
    return { kind: 'member', of, name: node.name.text, origin: this.#originOf(node) };
  }

  /** A function of the program that only returns an expression is that expression. */
  #call(node: ts.CallExpression | ts.NewExpression): Expression {
    const body = ts.isCallExpression(node) ? this.#definitions.bodyOf(node.expression) : undefined;
    return body === undefined ? this.callAt(node) : this.valueOf(body);
  }

  #defined(node: ts.Node, definition: Definition | undefined): Expression {
    const origin = this.#originOf(node);
    switch (definition?.kind) {
      case 'value':
        return this.valueOf(definition.node);
      case 'text':
        return { kind: 'text', value: definition.value, origin };
      case 'outside':
        return { kind: 'name', name: definition.name, module: definition.module, origin };
      case 'function':
        return { kind: 'function', origin };
      default:
        return { kind: 'unknown', origin };
    }
  }

  #binary(node: ts.BinaryExpression): Expression {
    const { left, operatorToken, right } = node;
    switch (operatorToken.kind) {
      case ts.SyntaxKind.PlusToken:
        return this.#joined(node, [left, right]);
      case ts.SyntaxKind.BarBarToken:
      case ts.SyntaxKind.QuestionQuestionToken:
        return this.#choice([left, right], node);
      case ts.SyntaxKind.AmpersandAmpersandToken:
        return this.#choice([right], node);
      default:
        return this.#unknown(node);
    }
  }

  #template(node: ts.TemplateExpression): Expression {
    const pieces = node.templateSpans.map((span) => {
      const value = this.valueOf(span.expression);
      return value.kind === 'text' ? value.value + span.literal.text : undefined;
    });
    return this.#text(node, [node.head.text, ...pieces]);
  }

  #joined(node: ts.Expression, parts: readonly ts.Expression[]): Expression {
    const values = parts.map((part) => this.valueOf(part));
    return this.#text(
      node,
      values.map((value) => (value.kind === 'text' ? value.value : undefined)),
    );
  }

  #text(node: ts.Node, pieces: readonly (string | undefined)[]): Expression {
    const isKnown = pieces.every((piece) => piece !== undefined);
    const value = isKnown ? pieces.join('') : '';
    if (!isKnown || value.length > textLengthMax) return this.#unknown(node);
    return { kind: 'text', value, origin: this.#originOf(node) };
  }

  #choice(nodes: readonly ts.Expression[], node: ts.Node): Expression {
    const options = nodes.map((option) => this.valueOf(option));
    return { kind: 'choice', options, origin: this.#originOf(node) };
  }

  #unknown(node: ts.Node): Expression {
    return { kind: 'unknown', origin: this.#originOf(node) };
  }
}

/** The name of a key that is written out: `a`, `'a'`, `['a']`. */
export function keyOf(name: ts.PropertyName): string | undefined {
  const inner = ts.isComputedPropertyName(name) ? name.expression : name;
  const isWritten = ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner);
  if (isWritten) return inner.text;
  return ts.isIdentifier(name) ? name.text : undefined;
}

/** What stands within parentheses, `as`, `satisfies`, `!` and `await`. */
function withoutTypes(node: ts.Expression): ts.Expression | undefined {
  const isWrapper =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isAwaitExpression(node);
  return isWrapper ? node.expression : undefined;
}
