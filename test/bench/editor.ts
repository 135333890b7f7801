import { editorToolchain } from '../../cli/editor-toolchain.ts';
import { completionsAt } from '../../dsl/editor/completion.ts';
import { diagnosticsOf } from '../../dsl/editor/diagnostics.ts';
import { documentSymbols } from '../../dsl/editor/document-symbols.ts';
import { hoverAt } from '../../dsl/editor/hover.ts';
import { semanticTokens } from '../../dsl/editor/semantic-tokens.ts';
import { type Place, Workspace } from '../../dsl/editor/workspace.ts';
import { type BenchRow, milliseconds, percentile, printTable } from './table.ts';

const uri = 'file:///p/all.sentrely';

/** A program of so many lines in one file: tools, a guard with reasons, a policy, tests. */
export function programText(lines: number): string {
  const text = ['edition 1', 'agent dev { owner user "octocat" id 1 }'];
  const count = Math.floor((lines - 20) / 14);
  const range = Array.from({ length: count }, (_, at) => at);
  text.push(...range.map((at) => `tool Tool${at} { path: Path, url: Url, n?: Int }`));
  text.push('guard house for all agents {');
  for (const at of range) {
    text.push(
      `  rule no-${at} deny Tool${at}`,
      `    when .path matches "**/secret-${at % 40}/**"`,
      `    because "Number ${at} stays here."`,
    );
  }
  text.push('}', 'policy daily for agent dev {');
  for (const at of range) {
    text.push(
      `  allow Tool${at} when .path under "src/${at}"`,
      `  allow Tool${at}`,
      `    when .url.host in hosts("h${at % 40}.example.org", "**.example.com")`,
      '      and .n < 10',
      `  rule people-${at} ask Tool${at} when .n >= 10 approval 1`,
    );
  }
  text.push('}');
  for (const at of range) {
    text.push(
      `test "number ${at}" {`,
      '  as dev',
      `  Tool${at} { path: "src/${at}/a", url: "https://a.example.com/", n: 3 } => allow`,
      `  Tool${at} { path: "x", url: "https://b.example.org/", n: 30 } => ask`,
      '}',
    );
  }
  return `${text.join('\n')}\n`;
}

/** Texts as they are while somebody types a rule in the middle, one keystroke after another. */
export function keystrokes(text: string): readonly string[] {
  const typed =
    '  rule fresh deny Tool1, Tool2 when .path matches "**/fresh-*/**" because "New."\n';
  const at = text.indexOf('  rule no-20 ');
  return Array.from(
    typed,
    (_, end) => text.slice(0, at) + typed.slice(0, end + 1) + text.slice(at),
  );
}

function timed(samples: readonly number[]): BenchRow['figures'] {
  return {
    p50: milliseconds(percentile(samples, 0.5)),
    p99: milliseconds(percentile(samples, 0.99)),
  };
}

function measure(act: () => unknown): number {
  const start = performance.now();
  act();
  return performance.now() - start;
}

/** Milliseconds of the processor, which other work on the machine does not change. */
function processorOf(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** What an author waits for, in one file of 1000 lines and one of 5000. */
export function benchEditor(): readonly BenchRow[] {
  return [1000, 5000].flatMap((lines) => rowsFor(lines));
}

function rowsFor(lines: number): readonly BenchRow[] {
  const text = programText(lines);
  const toolchain = editorToolchain();
  const workspace = new Workspace({ toolchain, read: () => [], onUnreadable: () => undefined });
  const place = (): Place => {
    const found = workspace.find(uri);
    if (found === undefined) throw new Error('the file is open');
    return found;
  };
  const check = (now: string): number =>
    measure(() => {
      workspace.open(uri, now);
      diagnosticsOf(place().program, place().file);
    });
  const first = check(text);
  const typed = keystrokes(text);
  typed.forEach(check);
  const samples = [...typed, ...typed].map(check);
  const processor = typed.map((now) => processorOf(() => check(now)));
  check(text);
  const offset = text.indexOf('Tool7 when .path under');
  const cursor = { ...place(), offset };
  const requests = {
    completion: () => completionsAt(cursor, true),
    hover: () => hoverAt(cursor),
    'semantic tokens': () => semanticTokens(cursor.file),
    outline: () => documentSymbols(cursor.file),
  };
  return [
    { name: `first findings, ${lines} lines`, figures: { once: milliseconds(first) } },
    {
      name: `findings after a keystroke, ${lines} lines`,
      figures: { ...timed(samples), processor: milliseconds(percentile(processor, 0.5)) },
    },
    ...Object.entries(requests).map(([name, act]) => ({
      name: `${name}, ${lines} lines`,
      figures: timed(Array.from({ length: 50 }, () => measure(act))),
    })),
  ];
}

if (import.meta.main) printTable('Editor', benchEditor());
