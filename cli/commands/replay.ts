import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { planRules } from '../../compiler/evaluate/plan.ts';
import type { RecordedCall } from '../../compiler/replay/line.ts';
import { type Player, playCalls, playSessions } from '../../compiler/replay/player.ts';
import type { Side } from '../../compiler/replay/session.ts';
import { Tally } from '../../compiler/replay/tally.ts';
import type { Quantity } from '../../action/quantities.ts';
import { quote } from '../../dsl/escape.ts';
import { readRange } from '../../gateway/audit/range.ts';
import { readAuditCalls } from '../audit-calls.ts';
import { command, jsonOption, noOperands } from '../command.ts';
import { cliError } from '../errors.ts';
import { optionValue } from '../option-value.ts';
import { replayJson, type Replayed, writeReplay } from '../replay-report.ts';
import { loadRules } from '../rules-file.ts';
import type { Terminal } from '../terminal.ts';
import { readTrace } from '../trace.ts';

/** `sentrely replay`: what a change of rules does to calls that were really made. */
const replay = command({
  operands: noOperands,
  options: {
    base: {
      type: 'string',
      value: 'FILE',
      required: true,
      help: 'bundle or rules to compare with',
    },
    head: { type: 'string', value: 'FILE', required: true, help: 'bundle or rules to try' },
    trust: { type: 'string', value: 'FILE', help: 'whose signature counts; needed for bundles' },
    trace: { type: 'string', value: 'FILE', help: 'recorded calls, as `decide` reads them' },
    audit: { type: 'string', value: 'FOLDER', help: 'calls of the audit log in this data folder' },
    since: {
      type: 'string',
      value: 'TIME',
      help: 'calls from then on: a day, RFC 3339, or 90m, 24h, 7d ago',
    },
    'max-newly-allowed': {
      type: 'string',
      value: 'N',
      default: '0',
      help: 'exit 1 when more calls are newly allowed',
    },
    'max-newly-asking': {
      type: 'string',
      value: 'N',
      help: 'exit 1 when more calls newly ask (default no limit)',
    },
    'max-newly-denied': {
      type: 'string',
      value: 'N',
      help: 'exit 1 when more calls are newly denied (default no limit)',
    },
    json: jsonOption,
  },
  details: `Decides every recorded call under both rules, and groups the calls that are decided
differently by agent, by what they do and by the deciding rules, with up to three of each.

In a trace, what was typed and what came back counts as in \`decide\`, on each side by its
own decisions. The audit log holds no prompts and no results: history and origins count
as unknown there, and so does where the client worked. Calls whose arguments were cut in
the log (over 16 KiB) are counted, not decided.`,
  examples: [
    'replay --base old.json --head rules.json --audit .sentrely --since 7d',
    'replay --base bundle.json --head rules.json --trust K.trust.json --trace trace.jsonl',
  ],
  findings: 'more calls flip than a threshold allows, or parts of the log were left out',
  async run({ options, terminal }) {
    const { trace, audit, since } = options;
    if ((trace === undefined) === (audit === undefined)) {
      throw cliError('SENTRELY_ERR_CLI_OPTION', 'expected one of `--trace` and `--audit`');
    }
    const limits = limitsOf(options);
    const load = (path: string): Side => {
      const rules = loadRules(terminal, path, options.trust);
      return { rules, plan: planRules(rules) };
    };
    const sides = [load(options.base), load(options.head)] as const;
    const seen =
      audit === undefined
        ? await replayTrace(sides, terminal, { path: trace ?? '', since })
        : await replayAudit(sides, resolve(terminal.folder, audit), since);
    const replayed = { ...seen, limits };
    if (options.json === true) terminal.out.write(`${JSON.stringify(replayJson(replayed))}\n`);
    else writeReplay(replayed, terminal.out);
    return isPassed(replayed) ? 0 : 1;
  },
});

export { replay as command };

/** Whether no threshold is passed, and everything could be looked at. */
function isPassed({ counts, limits, problems }: Replayed): boolean {
  return problems.length === 0 && limits.every(({ kind, most }) => counts[kind] <= most);
}

const number: Quantity<number> = {
  expected: 'a whole number from 0',
  parse: (text) => (/^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined),
};

const limited = ['newly-allowed', 'newly-asking', 'newly-denied'] as const;

function limitsOf(
  options: {
    readonly [Name in `max-${(typeof limited)[number]}`]: string | undefined;
  },
): Replayed['limits'] {
  return limited.flatMap((kind) => {
    const text = options[`max-${kind}`];
    return text === undefined ? [] : [{ kind, most: optionValue(`max-${kind}`, text, number) }];
  });
}

type Sides = readonly [base: Side, head: Side];
type Seen = Omit<Replayed, 'limits'>;

async function replayTrace(
  [base, head]: Sides,
  terminal: Terminal,
  { path, since }: { readonly path: string; readonly since: string | undefined },
): Promise<Seen> {
  const players = [playSessions(base), playSessions(head)] as const;
  const tally = new Tally();
  const { since: first } = readRange({ since }, Date.now(), null);
  const firstMs = first === null ? Number.NEGATIVE_INFINITY : Date.parse(first);
  for await (const line of readTrace(bytesOf(terminal.folder, path))) {
    if (line.kind !== 'call') for (const player of players) player.hear(line);
    else judge(line, players, (line.at ?? firstMs) >= firstMs ? tally : undefined);
  }
  return { ...tally.report(), cut: 0, problems: [] };
}

/** Calls before the range are played too: later ones depend on them. */
function judge(
  call: RecordedCall,
  [base, head]: readonly [Player, Player],
  tally: Tally | undefined,
): void {
  const outcomes = [base.judge(call), head.judge(call)] as const;
  tally?.add(call, ...outcomes);
}

async function replayAudit(
  [base, head]: Sides,
  folder: string,
  since: string | undefined,
): Promise<Seen> {
  const players = [playCalls(base), playCalls(head)] as const;
  const tally = new Tally();
  const problems: string[] = [];
  let cut = 0;
  const reading = { problem: (text: string) => void problems.push(text), cut: () => void cut++ };
  for await (const calls of readAuditCalls(folder, since, reading)) {
    for (const call of calls) judge(call, players, tally);
  }
  return { ...tally.report(), cut, problems };
}

/** A trace may be larger than any other file on the command line: it is read as it comes. */
function bytesOf(folder: string, path: string): AsyncIterable<Uint8Array> {
  const absolute = resolve(folder, path);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) {
    const why = stat === undefined ? 'does not exist' : 'is a folder';
    throw cliError('SENTRELY_ERR_CLI_FILE_READ', `${quote(path)} ${why}`);
  }
  return createReadStream(absolute);
}
