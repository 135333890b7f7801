import type { Offer, OfferFinding } from '../compiler/import/offer.ts';
import type { ExitCode } from './command.ts';
import { escapeHidden } from '../dsl/escape.ts';
import { paint, type Screen } from './terminal.ts';

/** Prints findings about tools, one on a line. */
export function writeOfferFindings(findings: readonly OfferFinding[], screen: Screen): void {
  for (const { code, severity, origin, message } of findings) {
    const { file, line, column, entry } = origin;
    const places = [file, line, column, entry].filter((part) => part !== undefined);
    const style = severity === 'error' ? 'red' : 'yellow';
    const head = paint(screen, style, `${severity}[${code}]`);
    screen.write(`${escapeHidden(places.join(':'))}: ${head}: ${message}\n`);
  }
}

/** 1 where a finding is an error. */
export function offerExitCode(findings: readonly OfferFinding[]): ExitCode {
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** Tools and findings as `--json` prints them. */
export function offersJson(offers: readonly Offer[], findings: readonly OfferFinding[]): object {
  return {
    tools: offers.map(({ server, name, params, origin }) => ({
      server: server ?? null,
      name,
      arguments: params.map((param) => ({
        name: param.name,
        optional: param.optional,
        type: param.type,
      })),
      ...origin,
    })),
    findings: findings.map(({ origin, ...finding }) => ({ ...finding, ...origin })),
  };
}
