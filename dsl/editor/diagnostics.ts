import {
  type Diagnostic as ProtocolDiagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver';
import type { Diagnostic, Severity } from '../diagnostic.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import { escapeHidden } from '../escape.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Findings about things that could be left out: editors show them faded. */
const unnecessary: ReadonlySet<DiagnosticCode> = new Set<DiagnosticCode>([
  'redundant-rule',
  'unused-set',
  'unused-tool',
]);

/** What is found in one file, as the protocol says it. */
export function diagnosticsOf(program: Program, file: PolicyFile): ProtocolDiagnostic[] {
  return program.findings
    .filter(({ span }) => span.file === file.source.file)
    .map((diagnostic) => protocolDiagnostic(program, diagnostic));
}

/** One finding, its help below its headline and its labels as related places. */
export function protocolDiagnostic(program: Program, diagnostic: Diagnostic): ProtocolDiagnostic {
  const { code, severity, message, note, help, span, labels = [] } = diagnostic;
  const lines = [message, ...(note ? [note] : []), ...(help ? [`help: ${help}`] : [])];
  return {
    source: 'sentrely',
    code,
    severity: severities[severity],
    message: lines.map(escapeHidden).join('\n'),
    range: program.locationOf(span).range,
    ...(unnecessary.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: labels.map(({ span, text }) => ({
      location: program.locationOf(span),
      message: text,
    })),
  };
}
