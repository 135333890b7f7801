import { conditionLine } from './condition-line.ts';
import { examples } from './examples.ts';
import { format } from '../../dsl/print.ts';
import { element } from './element.ts';
import { runsOf } from './highlight.ts';
import type { Outcome } from '../../compiler/evaluate/decision.ts';
import { type Answer, policyFile, type Study, study } from './study.ts';

const text = the('text', HTMLTextAreaElement);
const shown = the('shown', HTMLPreElement);
const gutter = the('gutter', HTMLPreElement);
const findings = the('findings', HTMLOListElement);
const agent = the('agent', HTMLSelectElement);
const tool = the('tool', HTMLSelectElement);
const workspace = the('workspace', HTMLInputElement);
const input = the('input', HTMLTextAreaElement);
const answer = the('answer', HTMLDivElement);
const tests = the('tests', HTMLDivElement);
const choice = the('examples', HTMLSelectElement);

/** Shows everything anew: some milliseconds for a page of policy. */
function show(): void {
  const found = study(text.value, {
    agent: agent.value,
    tool: tool.value,
    input: input.value,
    workspace: workspace.value.trim(),
  });
  showText(found);
  showFindings(found);
  showTests(found);
  const isNew = offer(agent, found.agents) || offer(tool, found.tools);
  if (isNew) show();
  else answer.replaceChildren(...answerNodes(found.answer));
}

function showText({ findings: found }: Study): void {
  const runs = runsOf(text.value, found).map((run) => element('span', run.text, run.classes));
  shown.replaceChildren(...runs, '\n');
  const lines = text.value.split('\n').length;
  gutter.textContent = Array.from({ length: lines }, (_, at) => String(at + 1)).join('\n');
}

function showFindings({ findings: found }: Study): void {
  findings.replaceChildren(
    ...found.map(({ code, severity, message, help, line, column, start, end }) => {
      const button = element('button', `${line}:${column} ${message} `, severity);
      button.type = 'button';
      button.append(element('code', code));
      if (help !== undefined) button.append(element('small', help));
      button.addEventListener('click', () => mark(start, end));
      const item = element('li', '');
      item.append(button);
      return item;
    }),
  );
}

function showTests({ tests: report }: Study): void {
  if (report === undefined) return tests.replaceChildren('They run when the policy has no errors.');
  const { passed, failed, cases } = report;
  const summary = element(
    'span',
    `${passed} passed, ${failed} failed`,
    failed > 0 ? 'failed' : 'passed',
  );
  const list = element('ul', '');
  for (const each of cases) {
    if (each.passed) continue;
    const item = element('li', `${each.title}: expected ${each.expected}, got ${each.got} `);
    item.append(jump(each.line));
    list.append(item);
  }
  tests.replaceChildren(summary, list);
}

function answerNodes(given: Answer | undefined): readonly (Node | string)[] {
  if (given === undefined) return ['Mend the errors first: a policy with errors decides nothing.'];
  if (given.kind === 'unreadable') return [`The arguments are no JSON: ${given.why}`];
  const { outcome, misses, flip } = given;
  const facts = element('dl', '');
  for (const rule of outcome.rules) {
    const place = rule.file === policyFile ? jump(rule.line) : `${rule.file}:${rule.line}`;
    facts.append(element('dt', 'rule'), withPlace(`${rule.id} (${rule.effect}) `, place));
  }
  for (const facet of outcome.facets) {
    facts.append(element('dt', 'part'), facetNode(facet));
  }
  for (const { verdict, miss } of misses) {
    facts.append(element('dt', `nearest ${verdict}`), element('dd', conditionLine(miss)));
  }
  if (flip !== undefined) {
    const input = element('code', JSON.stringify(flip.input));
    facts.append(element('dt', `${flip.verdict} instead`), withPlace('with ', input));
  }
  return [element('span', outcome.verdict, `verdict ${outcome.verdict}`), outcome.reason, facts];
}

/** One part of the call: what is known of it, where it was found, and its own verdict. */
function facetNode({
  kind,
  name,
  values,
  command,
  verdict,
}: Outcome['facets'][number]): HTMLElement {
  const node = element('dd', '');
  if (verdict !== undefined) node.append(element('span', verdict, `verdict ${verdict}`));
  node.append(kind === 'call' ? `the call of ${name} itself` : element('code', name));
  const known = Object.entries(values ?? {}).map(([param, value]) => `.${param} ${value}`);
  if (known.length > 0) node.append(` ${known.join(', ')}`);
  if (command !== undefined) node.append(element('small', ` in ${command}`));
  return node;
}

function withPlace(words: string, place: Node | string): HTMLElement {
  const node = element('dd', words);
  node.append(place);
  return node;
}

function jump(line: number): HTMLButtonElement {
  const button = element('button', `line ${line}`, 'jump');
  button.type = 'button';
  button.addEventListener('click', () => {
    const lines = text.value.split('\n');
    const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    mark(start, start + (lines[line - 1]?.length ?? 0));
  });
  return button;
}

/** Selects a place and scrolls to it; the text field itself never scrolls. */
function mark(start: number, end: number): void {
  text.focus();
  text.setSelectionRange(start, Math.max(end, start));
  const line = text.value.slice(0, start).split('\n').length;
  const editor = text.closest('.editor');
  if (editor !== null) editor.scrollTop = Math.max(0, (line - 4) * 20);
}

/** Fills a choice, keeping what is chosen where it still exists. True if the choice had to change. */
function offer(select: HTMLSelectElement, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => new Option(name, name)));
  select.value = names.includes(chosen) ? chosen : (names[0] ?? '');
  return select.value !== chosen;
}

function the<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}

function load(name: string): void {
  const example = examples.find((each) => each.name === name);
  if (example === undefined) return;
  text.value = example.text;
  input.value = example.input;
  offer(agent, [example.agent]);
  offer(tool, [example.tool]);
  show();
}

choice.replaceChildren(...examples.map(({ name }) => new Option(name, name)));
choice.addEventListener('change', () => load(choice.value));
for (const field of [text, input, workspace, agent, tool]) field.addEventListener('input', show);
the('format', HTMLButtonElement).addEventListener('click', () => {
  const formatted = format({ file: policyFile, text: text.value }).text;
  if (formatted === undefined) return;
  text.value = formatted;
  show();
});
load(examples[0]?.name ?? '');
