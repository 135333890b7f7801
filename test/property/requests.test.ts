import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  decideFileByReference,
  decideRequestByReference,
} from '../../compiler/analyze/reference-request.ts';
import type { ReferenceOutcome } from '../../compiler/analyze/reference.ts';
import { compile } from '../../compiler/compile.ts';
import { decideFile, decideRequest } from '../../compiler/evaluate/decide-request.ts';
import type {
  Domains,
  FileRequest,
  FileUse,
  ModelRequest,
  Outcome,
} from '../../compiler/evaluate/decision.ts';
import { planRules } from '../../compiler/evaluate/plan.ts';
import { renderPlain } from '../../dsl/render.ts';
import { requestProgram } from './random-program.ts';

// Random programs and random requests, each decided by the kernel and by the reference evaluator.

const text = fc.constantFrom(
  '',
  'a',
  'A',
  'prod-1',
  'é',
  'e\u0301',
  'a/b',
  'feature/a',
  'npm test',
  '*',
  '😀',
  '\ud800',
  `a${'\u0301'.repeat(40)}`,
);
const agent = fc.constantFrom('dev', 'dev', 'ci-1', 'ci-2', 'nobody', '__proto__');
const bytes = fc.constantFrom(0, 1, 2, 9, 10, 443, 2 ** 53, 1.5, Number.NaN);
const use: fc.Arbitrary<FileUse> = fc.oneof(
  fc
    .record({ name: text, type: text, bytes })
    .map((values): FileUse => ({ action: 'file.upload', values })),
  fc
    .record({ id: text, name: text }, { requiredKeys: ['id'] })
    .map((values): FileUse => ({ action: 'file.download', values })),
  fc.record({ id: text }).map((values): FileUse => ({ action: 'file.delete', values })),
);
const file: fc.Arbitrary<FileRequest> = fc
  .tuple(agent, use)
  .map(([who, about]) => ({ agent: who, ...about }));
const domain = fc.constantFrom(
  'x.com',
  'a.x.com',
  'b.a.x.com',
  'evilx.com',
  'com',
  'xn--bcher-kva.x.com',
  'e.com',
  'X.com',
  'x.com.',
  '*.x.com',
  '',
);
const domains: fc.Arbitrary<Domains> = fc.oneof(
  { arbitrary: fc.array(domain, { maxLength: 3 }), weight: 3 },
  fc.constantFrom<Domains>('any', 'perhaps'),
);
const serverTool = fc.record(
  { name: text, type: text, domains },
  { requiredKeys: ['name', 'type'] },
);
const model: fc.Arbitrary<ModelRequest> = fc.record({
  agent,
  model: text,
  serverTools: fc.array(serverTool, { maxLength: 3 }),
});

const perProgram = 40;
const programs = 40;

function plain({ verdict, rules, facets }: Outcome | ReferenceOutcome) {
  return {
    verdict,
    rules: rules.map((rule) => (typeof rule === 'string' ? rule : rule.id)).sort(),
    facets: facets.map(({ name, verdict: own }) => `${name} ${own}`),
  };
}

/** How often each verdict was given by a rule. */
function agree<R>(
  requests: fc.Arbitrary<R>,
  kernel: (plan: ReturnType<typeof planRules>, request: R) => Outcome,
  reference: (
    program: NonNullable<ReturnType<typeof compile>['program']>,
    request: R,
  ) => ReferenceOutcome,
): Readonly<Record<string, number>> {
  const found = { allow: 0, ask: 0, deny: 0 };
  fc.assert(
    fc.property(
      requestProgram,
      fc.array(requests, { minLength: perProgram, maxLength: perProgram }),
      (source, some) => {
        const sources = [{ file: 'random.sentrely', text: source }];
        const { rules, program, diagnostics } = compile(sources);
        if (rules === undefined || program === undefined)
          throw new Error(renderPlain(diagnostics, sources));
        const plan = planRules(rules);
        for (const request of some) {
          const outcome = plain(kernel(plan, request));
          expect({ request, ...outcome }).toEqual({
            request,
            ...plain(reference(program, request)),
          });
          if (outcome.rules.length > 0) found[outcome.verdict]++;
        }
      },
    ),
    { numRuns: programs },
  );
  return found;
}

/** A search that hardly ever meets a rule would prove nothing. */
function expectMet(found: Readonly<Record<string, number>>): void {
  for (const count of Object.values(found)) expect(count).toBeGreaterThan(perProgram / 4);
}

it('kernel and reference agree on requests about files', () => {
  expectMet(agree(file, decideFile, decideFileByReference));
});

it('kernel and reference agree on requests to models', () => {
  expectMet(agree(model, decideRequest, decideRequestByReference));
});
