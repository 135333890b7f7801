import { actionDiagnostics } from './actions.ts';
import { agentDiagnostics } from './agents.ts';
import { conditionDiagnostics } from './conditions.ts';
import { declarationDiagnostics } from './declarations.ts';
import { historyDiagnostics } from './history.ts';
import { ruleDiagnostics } from './rules.ts';
import { testDiagnostics } from './tests.ts';

/** Findings of the checker: names, types, decision logic, patterns, tests. */
export const meaningDiagnostics = {
  ...declarationDiagnostics,
  ...agentDiagnostics,
  ...ruleDiagnostics,
  ...actionDiagnostics,
  ...historyDiagnostics,
  ...conditionDiagnostics,
  ...testDiagnostics,
} as const;
