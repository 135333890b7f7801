import type { Layer } from '../../../dsl/ast.ts';
import { stringLiteral } from '../../../dsl/escape.ts';
import { approvalText } from '../../../dsl/print/text.ts';
import type { Mutant } from '../mutant.ts';
import { without } from './pattern.ts';
import { ruleVariants } from './rule.ts';

/** Mistakes in a block: in whom it is for, in one of its rules, in what it says otherwise. */
export function layerMutants(layer: Layer): readonly Mutant[] {
  return [...agentMutants(layer), ...ruleMutants(layer), ...otherwiseMutants(layer)];
}

function ruleMutants(layer: Layer): readonly Mutant[] {
  return layer.rules.flatMap((from) =>
    ruleVariants(layer, from).map(({ to, ...variant }) => ({
      ...variant,
      change: () => ({ rules: [{ layer, from, to }] }),
    })),
  );
}

function agentMutants(layer: Layer): readonly Mutant[] {
  const { agents = [] } = layer;
  return agents.flatMap(({ text, isPattern, span }, at) =>
    without(agents, at).map((others): Mutant => {
      const before = isPattern ? stringLiteral(text) : text;
      const change = () => ({
        rules: [],
        layer: { from: layer, to: { ...layer, agents: others } },
      });
      return { operator: 'drop-agent', span, before, after: '', change };
    }),
  );
}

function otherwiseMutants(layer: Layer): readonly Mutant[] {
  const { otherwise } = layer;
  if (otherwise === undefined) return [];
  const { span, approval } = otherwise;
  const before =
    approval === undefined ? 'otherwise ask' : `otherwise ask ${approvalText(approval)}`;
  const into = (other: Layer['otherwise']) => () => ({
    rules: [],
    layer: { from: layer, to: { ...layer, otherwise: other } },
  });
  const dropped: Mutant = {
    operator: 'drop-otherwise',
    span,
    before,
    after: '',
    change: into(undefined),
  };
  if (approval === undefined || approval.count < 2) return [dropped];
  const fewer = { ...approval, count: approval.count - 1 };
  const after = `otherwise ask ${approvalText(fewer)}`;
  const change = into({ ...otherwise, approval: fewer });
  return [dropped, { operator: 'lower-approval', span: approval.span, before, after, change }];
}
