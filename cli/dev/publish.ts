import { writeFileSync } from 'node:fs';
import { parse } from 'node:path';
import { predicateOf, rulesBytesOf } from '../../action/publication.ts';
import type { TrustRoot } from '../../compiler/bundle/bundle.ts';
import { type SigningKey, trustKeyOf } from '../../compiler/bundle/keys.ts';
import { signBundle } from '../../compiler/bundle/sign.ts';
import { compile } from '../../compiler/compile.ts';
import { type TestResult, testPolicies } from '../../compiler/test-policies.ts';
import { renderPretty } from '../../dsl/render.ts';
import { writeDurably } from '../../gateway/durable-file.ts';
import { readProgram } from '../sources.ts';

/** Policies to publish on one machine, and where. */
export interface Publication {
  /** Folder of `.sentrely` files. */
  readonly policies: string;
  readonly signingKey: SigningKey;
  readonly revision: number;
  readonly bundlePath: string;
  readonly trustPath: string;
}

/** How many tests passed, or the findings as people read them. */
export type Published =
  | { readonly kind: 'published'; readonly passed: number }
  | { readonly kind: 'refused'; readonly report: string };

/** A policy on one's own machine is signed anew at every start; a month is long enough. */
const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

/**
 * The whole way of a policy on one machine: check, compile, test, sign, write. In a team the pull
 * request does this; here the same steps run in one process.
 */
export function publish(publication: Publication, nowMs: number): Published {
  const { base, dir } = parse(publication.policies);
  const sources = readProgram([base], dir);
  const compilation = compile(sources);
  const { rules } = compilation;
  if (rules === undefined)
    return {
      kind: 'refused',
      report: renderPretty(compilation.diagnostics, sources, { color: false }),
    };
  const report = testPolicies(compilation);
  const failed = report.cases.filter(({ passed }) => !passed);
  if (failed.length > 0) return { kind: 'refused', report: failed.map(describe).join('\n') };
  const bytes = signBundle({
    rulesBytes: rulesBytesOf(rules),
    predicate: predicateOf({
      revision: publication.revision,
      channel: emptyTrust.channel,
      notBeforeMs: nowMs,
      lifetimeMs,
      source: null,
      testsPassed: report.passed,
    }),
    keys: [publication.signingKey],
  });
  const trust = { ...emptyTrust, keys: [trustKeyOf(publication.signingKey)] };
  writeFileSync(publication.trustPath, `${JSON.stringify(trust, null, 2)}\n`);
  writeDurably(publication.bundlePath, bytes);
  return { kind: 'published', passed: report.passed };
}

const emptyTrust: TrustRoot = {
  format: 'sentrely-trust/1',
  channel: 'local',
  threshold: 1,
  keys: [],
  revoked: { digests: [], keyids: [] },
};

function describe(result: TestResult): string {
  return `${result.file}:${result.line}: expected ${result.expected}, got ${result.got}`;
}
