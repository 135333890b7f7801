import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionBinding } from '../../../compiler/bundle/binding.ts';
import { canonicalJson } from '../../../compiler/bundle/canonical-json.ts';
import type { ApprovalRequirement } from '../../../compiler/evaluate/decision.ts';
import { renderCard } from '../../../gateway/approvals/github/card.ts';
import type {
  ApprovalRecord,
  ApprovalRequest,
  ApprovalState,
} from '../../../gateway/approvals/request.ts';
import type { CastVote } from '../../../gateway/approvals/vote.ts';
import { castOf, requestOf } from './fixtures.ts';

const id = 'a_01jd4m5n6p7q8r9s0t1v2w3x4y';

function recordOf(request: ApprovalRequest, change: Partial<ApprovalRecord> = {}): ApprovalRecord {
  const fixed = { ...request, id };
  return {
    request: fixed,
    state: 'pending',
    version: 0,
    useByMs: null,
    card: null,
    votes: [],
    ...change,
  };
}

/** What a file of golden/card says of a card; all else is as in the fixtures. */
interface CardCase {
  readonly binding?: Partial<ActionBinding>;
  readonly requirements?: readonly ApprovalRequirement[];
  readonly state?: ApprovalState;
  readonly votes?: readonly Partial<CastVote>[];
}

const golden = new URL('../../golden/card/', import.meta.url);
const names = readdirSync(golden).flatMap((name) =>
  name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : [],
);

describe('a card', () => {
  it.each(names)('is written as in golden/card/%s.expected', async (name) => {
    const text = readFileSync(new URL(`${name}.json`, golden), 'utf8');
    const { binding, requirements, state = 'pending', votes = [] } = JSON.parse(text) as CardCase;
    const request = requestOf(binding, requirements);
    const cast = votes.map((vote) => castOf(request, vote));
    const card = renderCard(recordOf(request, { state, votes: cast }));
    await expect(card).toMatchFileSnapshot(new URL(`${name}.expected`, golden).pathname);
  });

  it('shows the exact arguments, wherever its lines are cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (args) => {
        const shown = argumentsOf(renderCard(recordOf(requestOf({ args }))));
        expect(restore(shown)).toBe(canonicalJson(args));
      }),
    );
  });

  it('keeps every hostile text inside a fence or a code span', () => {
    const hostile = fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '`',
            '``',
            '```',
            '~~~',
            '\n',
            '\r\n',
            '@ada',
            '<img>',
            '![x](y)',
            '#1',
            '\u202e',
            '\u2028',
            '\\',
            '$',
            '|',
          ),
          fc.string({ unit: 'grapheme', maxLength: 5 }),
        ),
        { maxLength: 40 },
      )
      .map((texts) => texts.join('').toWellFormed());
    fc.assert(
      fc.property(hostile, hostile, hostile, (tool, session, text) => {
        const card = renderCard(
          recordOf(
            requestOf({
              tool,
              session,
              agent: tool,
              server: session,
              args: { [text]: text },
              exec: { cwd: session, env: {} },
            }),
          ),
        );
        const outside = outsideCode(card);
        for (const alive of ['@', '<', '![', '#1', '\u202e', '\u2028', '|', '$'])
          expect(outside.includes(alive)).toBe(false);
        expect(card.split('\n').filter((line) => line.startsWith('/sentrely '))).toHaveLength(2);
      }),
    );
  });
});

/** The content of the last fence. */
function argumentsOf(card: string): string {
  const [, , content = ''] = /^[^]*\n(`{3,})text\n([^]*)\n\1\n\n- tool/.exec(card) ?? [];
  return content;
}

/** Undoes what a card says of itself: no line breaks, unseen characters as `\u{…}`. */
function restore(shown: string): string {
  return shown
    .replaceAll('\n', '')
    .replaceAll(
      /(\\\\)|\\u\{([0-9a-f]+)\}/g,
      (_, escaped: string | undefined, point: string) =>
        escaped ?? String.fromCodePoint(Number.parseInt(point, 16)),
    );
}

/** What is left when fences and code spans are taken out, as CommonMark reads them. */
function outsideCode(card: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of card.split('\n')) {
    const marks = /^`{3,}/.exec(line)?.[0];
    if (fence === undefined && marks !== undefined && line === `${marks}text`) fence = marks;
    else if (fence === undefined) lines.push(line);
    else if (marks !== undefined && marks.length >= fence.length && line === marks)
      fence = undefined;
  }
  return lines.map(outsideSpans).join('\n');
}

function outsideSpans(line: string): string {
  let rest = line;
  let outside = '';
  for (;;) {
    const open = /`+/.exec(rest);
    if (open === null) return outside + rest;
    outside += rest.slice(0, open.index);
    rest = rest.slice(open.index + open[0].length);
    const runs = [...rest.matchAll(/`+/g)];
    const close = runs.find((run) => run[0].length === open[0].length);
    if (close === undefined) outside += open[0];
    else rest = rest.slice(close.index + close[0].length);
  }
}
