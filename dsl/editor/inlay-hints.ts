import { type InlayHint, type Range } from 'vscode-languageserver';
import type { AgentReference, Effect, Layer, ToolDeclaration } from '../ast.ts';
import type { PolicyFile } from './policy-file.ts';
import type { Program } from './program.ts';
import { symbolKey, targetSymbol, toolSymbol } from './symbols.ts';

/** More names than this are counted, not listed: a hint must not push the text away. */
const namesMax = 4;

/** What a reader would have to look up: whom blocks are for, and what rules say of each tool. */
export function inlayHints(program: Program, file: PolicyFile, range: Range): InlayHint[] {
  const [start, end] = [file.offsetAt(range.start), file.offsetAt(range.end)];
  const effects = effectsByTool(program);
  return file.tree.items
    .filter(({ span }) => span.start <= end && span.end >= start)
    .flatMap((item) => {
      if (item.kind === 'tool') return [toolHint(program, file, item, effects)];
      return 'rules' in item ? audienceHints(program, file, item) : [];
    });
}

type Effects = ReadonlyMap<string, readonly Effect[]>;

function effectsByTool({ layers }: Program): Effects {
  const effects = new Map<string, Effect[]>();
  for (const { targets, effect } of layers.flatMap(({ rules }) => rules)) {
    for (const target of targets) {
      const key = symbolKey(targetSymbol(target));
      effects.set(key, [...(effects.get(key) ?? []), effect]);
    }
  }
  return effects;
}

function toolHint(
  { layers }: Program,
  file: PolicyFile,
  { tool }: ToolDeclaration,
  effects: Effects,
): InlayHint {
  const found = effects.get(symbolKey(toolSymbol(tool))) ?? [];
  const counts = (['deny', 'ask', 'allow'] as const)
    .map((effect) => [effect, found.filter((each) => each === effect).length] as const)
    .filter(([, count]) => count > 0)
    .map(([effect, count]) => `${count} ${effect}`);
  const asks = layers.some(({ otherwise }) => otherwise !== undefined);
  const grants = found.some((effect) => effect !== 'deny');
  const rest = asks ? 'asked where `otherwise ask`' : 'denied by default';
  const label = grants ? counts.join(', ') : [...counts, rest].join(', ');
  const position = file.rangeOf(tool.span).end;
  const tooltip =
    'What rules say of this tool. Without an allow or ask that is true, a call is denied.';
  return { position, label, tooltip, paddingLeft: true };
}

function audienceHints(program: Program, file: PolicyFile, layer: Layer): readonly InlayHint[] {
  const names = program.agents.map(({ name }) => name.text);
  if (layer.agents === undefined) {
    // Behind the name, as the tree does not hold the place of `all agents`.
    return [audienceHint(file, layer.name.span.end, names)];
  }
  const patterns: readonly AgentReference[] = layer.agents.filter(({ isPattern }) => isPattern);
  return patterns.map(({ text, span }) => {
    const meant = names.filter((name) => program.toolchain.matches(text, name));
    return audienceHint(file, span.end, meant);
  });
}

function audienceHint(file: PolicyFile, offset: number, names: readonly string[]): InlayHint {
  const isLong = names.length > namesMax || names.length === 0;
  const label = isLong ? `${names.length === 0 ? 'no' : names.length} agents` : names.join(', ');
  const position = file.rangeOf({ start: offset, end: offset }).end;
  return { position, label, tooltip: 'The declared agents that are meant.', paddingLeft: true };
}
