import type { Condition, File, Layer, Node, Rule, ToolDeclaration } from '../../dsl/ast.ts';
import type { Edit, Finding, Fix } from '../../dsl/diagnostic.ts';
import type { Span } from '../../dsl/source.ts';

/** A finding with the text and the tree around it. */
export interface Place {
  readonly finding: Finding;
  /** The whole text of its file. */
  readonly text: string;
  readonly file: File;
  /** Every file of the program, libraries too. */
  readonly files: readonly File[];
  /** The nodes that hold the finding, the innermost first. */
  readonly around: readonly Node[];
}

/** The change that mends a finding, or undefined where only a person can know what was meant. */
export type Mender = (place: Place) => Fix | undefined;

/** A change that a person has to look at. */
export function offer(title: string, ...edits: readonly Edit[]): Fix {
  return { title, edits, safe: false };
}

/** Another text in place of the one that was found. */
export function replace(place: Place, text: string): Fix {
  return offer(`write \`${text}\``, { span: place.finding.span, text });
}

/** A text put in at an offset of the file of a finding. */
export function insertion({ finding }: Place, at: number, text: string): Edit {
  return { span: { file: finding.span.file, start: at, end: at }, text };
}

/** What stands at a place. */
export function textAt({ text }: Place, { start, end }: Span): string {
  return text.slice(start, end);
}

/** Removes a text and the white space before it, or the whole line if it stands alone there. */
export function removal({ text }: Place, span: Span): Edit {
  let { start } = span;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
  const after = /^[ \t]*(?:\n|$)/.exec(text.slice(span.end))?.[0].length ?? 0;
  const isLine = after > 0 && (start === 0 || text[start - 1] === '\n');
  return { span: { ...span, start, end: isLine ? span.end + after : span.end }, text: '' };
}

/** Removes an element of a list with the comma that is then one too many; undefined for an only one. */
export function removalFromList({ text }: Place, span: Span): Edit | undefined {
  const before = text.slice(0, span.start).trimEnd();
  const isSeparated = before.endsWith(',') || before.endsWith('|');
  if (isSeparated) return { span: { ...span, start: before.length - 1 }, text: '' };
  const after = /^\s*,\s*/.exec(text.slice(span.end))?.[0].length;
  return after === undefined ? undefined : { span: { ...span, end: span.end + after }, text: '' };
}

/** The nodes of a tree that hold a place, the innermost first. */
export function nodesAround(file: File, { start, end }: Span): readonly Node[] {
  const around: Node[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isNode(value)) return;
    if (value.span.start > start || value.span.end < end) return;
    around.unshift(value);
    Object.values(value).forEach(walk);
  };
  file.items.forEach(walk);
  return around;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'span' in value;
}

/** The rule that a finding is about or in. */
export function ruleAround({ around }: Place): Rule | undefined {
  return around.find((node): node is Rule => 'statement' in node && 'effect' in node);
}

/** The policy or guard that a finding is about or in. */
export function layerAround({ around }: Place): Layer | undefined {
  return around.find((node): node is Layer => 'rules' in node && 'agents' in node);
}

/** The item of the file that a finding is about or in. */
export function itemAround({ around }: Place): Node | undefined {
  return around.at(-1);
}

/** The declaration of a tool that a finding is in. */
export function toolAround({ around }: Place): ToolDeclaration | undefined {
  return around.find((node): node is ToolDeclaration => 'tool' in node && 'trusted' in node);
}

const connectives = ['and', 'or', 'not', 'every', 'any'];
const comparisons = ['compare', 'matches', 'under', 'in', 'has', 'compare-fields', 'from'];
const history = ['after', 'count'];
const conditionKinds: ReadonlySet<unknown> = new Set([...connectives, ...comparisons, ...history]);

/** The conditions that hold a finding, the innermost first. */
export function conditionsAround({ around }: Place): readonly Condition[] {
  return around.filter(
    (node): node is Condition =>
      'kind' in node && conditionKinds.has(node.kind) && !('edition' in node),
  );
}

/** A name for what has none yet: the wish itself, or with a number behind it. */
export function freeName(wish: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  if (!names.has(wish)) return wish;
  for (let number = 2; ; number++) if (!names.has(`${wish}-${number}`)) return `${wish}-${number}`;
}
