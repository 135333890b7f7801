import { ts } from 'ts-morph';

/** What a name stands for. */
export type Definition =
  | { readonly kind: 'value'; readonly node: ts.Expression }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'function'; readonly body: ts.Expression | undefined }
  /** Defined outside of the program. `module` is undefined for globals. */
  | { readonly kind: 'outside'; readonly name: string; readonly module: string | undefined };

/** Finds what names stand for: constants, functions, enum members, imports. */
export class Definitions {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Undefined for what can change or has no single definition: `let`, parameters, patterns. */
  ofName(node: ts.Identifier): Definition | undefined {
    const symbol = this.#checker.getSymbolAtLocation(node);
    // Without libraries a global has no symbol.
    if (symbol === undefined) return { kind: 'outside', name: node.text, module: undefined };
    return this.#ofSymbol(symbol);
  }

  ofShorthand(node: ts.ShorthandPropertyAssignment): Definition | undefined {
    const symbol = this.#checker.getShorthandAssignmentValueSymbol(node);
    if (symbol === undefined) return { kind: 'outside', name: node.name.text, module: undefined };
    return this.#ofSymbol(symbol);
  }

  /** `namespace.x`, `Enum.X`, `this.x`; undefined for a key of an object. */
  ofMember(node: ts.PropertyAccessExpression): Definition | undefined {
    const symbol = this.#checker.getSymbolAtLocation(node.name);
    const declaration = symbol?.declarations?.[0];
    if (symbol === undefined || declaration === undefined) return undefined;
    const isObjectKey = ts.isObjectLiteralElementLike(declaration);
    return isObjectKey ? undefined : this.#ofSymbol(symbol);
  }

  /** What a function of the program returns, if that is all it does. */
  bodyOf(callee: ts.Expression): ts.Expression | undefined {
    const definition = ts.isIdentifier(callee) ? this.ofName(callee) : undefined;
    if (definition?.kind === 'function') return definition.body;
    return definition?.kind === 'value' ? returnedBy(definition.node) : undefined;
  }

  #ofSymbol(symbol: ts.Symbol): Definition | undefined {
    const declarations = symbol.declarations ?? [];
    const imported = declarations.find(isImport);
    if (imported === undefined) return definitionOf(declarations);
    const target = this.#checker.getAliasedSymbol(symbol).declarations ?? [];
    if (target.length > 0) return definitionOf(target);
    return { kind: 'outside', name: importedName(imported), module: moduleOf(imported) };
  }
}

type Import = ts.ImportSpecifier | ts.ImportClause | ts.NamespaceImport | ts.ExportSpecifier;

function isImport(node: ts.Node): node is Import {
  return (
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node) ||
    ts.isNamespaceImport(node) ||
    ts.isExportSpecifier(node)
  );
}

function importedName(node: Import): string {
  const isNamed = ts.isImportSpecifier(node) || ts.isExportSpecifier(node);
  return (isNamed ? (node.propertyName ?? node.name) : node.name)?.text ?? 'default';
}

function moduleOf(node: ts.Node): string | undefined {
  const declaration = ts.findAncestor(
    node,
    (each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each),
  );
  const specifier = declaration?.moduleSpecifier;
  return specifier !== undefined && ts.isStringLiteral(specifier) ? specifier.text : undefined;
}

function definitionOf([declaration, ...more]: readonly ts.Declaration[]): Definition | undefined {
  if (declaration === undefined || more.length > 0) return undefined;
  if (ts.isVariableDeclaration(declaration)) return variable(declaration);
  if (ts.isFunctionDeclaration(declaration)) {
    return { kind: 'function', body: onlyReturn(declaration.body) };
  }
  if (ts.isBindingElement(declaration)) return required(declaration);
  if (ts.isExportAssignment(declaration)) return { kind: 'value', node: declaration.expression };
  const isInitialized = ts.isEnumMember(declaration) || ts.isPropertyDeclaration(declaration);
  const value = isInitialized ? declaration.initializer : undefined;
  return value === undefined ? undefined : { kind: 'value', node: value };
}

function variable(node: ts.VariableDeclaration): Definition | undefined {
  const isConstant = (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
  if (!isConstant || node.initializer === undefined) return undefined;
  const module = requiredModule(node.initializer);
  if (module !== undefined) return { kind: 'outside', name: node.name.getText(), module };
  return { kind: 'value', node: node.initializer };
}

/** `const { z } = require('zod')`. */
function required(node: ts.BindingElement): Definition | undefined {
  const { parent } = node.parent;
  const initializer = ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
  const module = initializer === undefined ? undefined : requiredModule(initializer);
  if (module === undefined) return undefined;
  return { kind: 'outside', name: (node.propertyName ?? node.name).getText(), module };
}

function requiredModule(node: ts.Expression): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const [argument] = node.arguments;
  const isRequire = node.expression.text === 'require' && argument !== undefined;
  return isRequire && ts.isStringLiteralLike(argument) ? argument.text : undefined;
}

function returnedBy(node: ts.Expression): ts.Expression | undefined {
  if (ts.isFunctionExpression(node)) return onlyReturn(node.body);
  if (!ts.isArrowFunction(node)) return undefined;
  return ts.isBlock(node.body) ? onlyReturn(node.body) : node.body;
}

function onlyReturn(body: ts.Block | undefined): ts.Expression | undefined {
  const [statement, ...more] = body?.statements ?? [];
  if (statement === undefined || more.length > 0) return undefined;
  return ts.isReturnStatement(statement) ? statement.expression : undefined;
}
