import type { AgentDeclaration, Budget, BudgetAmount, Loop, Models, Rate } from '../ast.ts';
import { assert } from '../assert.ts';
import type { CstNode } from '../grammar.ts';
import { numeralValue } from '../numeral.ts';
import { Amount, Duration, Integer, Name, Percent, Text } from '../tokens.ts';
import type { Builder } from './cst.ts';
import { nodes, spanOf, token, tokens, wordOf } from './cst.ts';
import { reportRepeated } from './repeated.ts';
import { buildToolName } from './target.ts';

/** The limits among the clauses of an agent. Of two of a kind the first counts. */
export function buildLimits(
  builder: Builder,
  clauses: readonly CstNode[],
): Pick<AgentDeclaration, 'models' | 'budget' | 'rate' | 'loop'> {
  const only = <T>(
    kind: 'models' | 'budget' | 'rate' | 'loop',
    build: (builder: Builder, from: CstNode) => T,
  ): T | undefined => {
    const [first, ...others] = clauses.flatMap((clause) => nodes(clause, kind));
    if (first === undefined) return undefined;
    for (const other of others) reportRepeated(builder, `\`${kind}\``, first, other);
    return build(builder, first);
  };
  return {
    models: only('models', buildModels),
    budget: only('budget', buildBudget),
    rate: only('rate', buildRate),
    loop: only('loop', buildLoop),
  };
}

function buildModels(builder: Builder, from: CstNode): Models {
  const patterns = tokens(from, Text).map((text) => wordOf(builder, text));
  return { patterns, span: spanOf(builder, from) };
}

function buildBudget(builder: Builder, from: CstNode): Budget {
  const percents = nodes(from, 'percentages').flatMap((list) => tokens(list, Percent));
  return {
    amounts: nodes(from, 'budgetAmount').map((amount) => buildAmount(builder, amount)),
    alerts: percents.map((percent) => ({
      percent: numeralValue(percent.image),
      span: spanOf(builder, percent),
    })),
    span: spanOf(builder, from),
  };
}

function buildAmount(builder: Builder, from: CstNode): BudgetAmount {
  const [unit, period] = tokens(from, Name).map((name) => wordOf(builder, name));
  assert(unit !== undefined && period !== undefined, 'a whole amount has a unit and a period');
  const value = numeralValue(token(from, Amount).image);
  return { value, unit, period, span: spanOf(builder, from) };
}

function buildRate(builder: Builder, from: CstNode): Rate {
  return {
    calls: numeralValue(token(from, Integer).image),
    period: wordOf(builder, token(from, Name)),
    span: spanOf(builder, from),
  };
}

function buildLoop(builder: Builder, from: CstNode): Loop {
  return {
    repeats: numeralValue(token(from, Integer).image),
    withinMs: numeralValue(token(from, Duration).image),
    poll: nodes(from, 'toolName').map((tool) => buildToolName(builder, tool)),
    span: spanOf(builder, from),
  };
}
