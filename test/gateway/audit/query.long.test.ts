import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { AuditEvent } from '../../../gateway/audit/event.ts';
import { newEventId } from '../../../gateway/audit/event-id.ts';
import { sealedPath } from '../../../gateway/audit/manifest.ts';
import { queryAudit } from '../../../gateway/audit/query.ts';
import { listSegments } from '../../../gateway/audit/wal.ts';
import type { OpenAudit } from '../../../gateway/audit/writer.ts';
import { decision, manifestOf, openLog, temporaryFolder, writersOf } from './harness.ts';

/** A clock that a test sets. */
function settableClock(start: string) {
  const clock = {
    now: Date.parse(start),
    read: () => clock.now,
    set: (at: string) => (clock.now = Date.parse(at)),
  };
  return clock;
}

const nowMs = Date.parse('2026-03-06T12:00:00Z');

/** Three days of two agents: the first two sealed, the third live. Made once, copied for each test. */
let original: string;

beforeAll(async () => {
  original = mkdtempSync(join(tmpdir(), 'sentrely-audit-test-'));
  const clock = settableClock('2026-03-04T10:00:00Z');
  const log = await openLog(original, { clock: clock.read });
  const call = callWith(log, clock);
  await call({ resource: 'file:/srv/a' }, 'ok');
  const denied = { verdict: 'deny', disposition: 'stopped', rule_id: 'acme.no-secrets' } as const;
  await call({ resource: 'file:/srv/.env', reason: 'no', ...denied });
  await call({ agent_id: 'codex', resource: 'file:/srv/c' }, 'error');
  clock.set('2026-03-04T23:59:59Z');
  const merge = { tool_name: 'merge', mcp_server: 'github', resource: 'pr:1' };
  await call({ ...merge, resources: ['pr:1', 'branch:main'] });
  clock.set('2026-03-05T00:10:00Z');
  await call({ resource: undefined, args: '{"command":"ls"}', tool_name: 'Bash' }, 'ok');
  await log.sealNow();
  clock.set('2026-03-06T10:00:00Z');
  await call({ resource: 'file:/srv/live' }, 'ok');
  await log.close();
});
afterAll(() => rmSync(original, { recursive: true, force: true }));

function threeDays(): string {
  const folder = temporaryFolder();
  cpSync(original, folder, { recursive: true });
  return folder;
}

/** Records a call and, where it has one, its outcome a second later. */
function callWith(log: OpenAudit, clock: ReturnType<typeof settableClock>) {
  return async (columns: Partial<AuditEvent>, outcome?: string) => {
    const { eventId } = await log.append(decision(columns));
    clock.now += 1000;
    if (outcome === undefined) return;
    const closes = { ref_event_id: eventId, agent_id: columns.agent_id ?? 'claude', outcome };
    await log.append({ kind: 'tool.outcome', ...closes });
  };
}

describe('what an agent touched', () => {
  it('on a day is everything of that day and nothing else, sealed or live', async () => {
    const folder = threeDays();
    const { columns, rows, problems } = await queryAudit({
      folder,
      agent: 'claude',
      on: '2026-03-04',
    });
    expect(columns).toEqual([
      'time',
      'agent',
      'session',
      'tool',
      'resource',
      'verdict',
      'disposition',
      'outcome',
      'rule',
    ]);
    expect(rows).toEqual([
      [
        '2026-03-04T10:00:00.000Z',
        'claude',
        'session-1',
        'Read',
        'file:/srv/a',
        'allow',
        'released',
        'ok',
        'release.read',
      ],
      [
        '2026-03-04T10:00:01.000Z',
        'claude',
        'session-1',
        'Read',
        'file:/srv/.env',
        'deny',
        'stopped',
        null,
        'acme.no-secrets',
      ],
      [
        '2026-03-04T23:59:59.000Z',
        'claude',
        'session-1',
        'github.merge',
        'pr:1',
        'allow',
        'released',
        null,
        'release.read',
      ],
      [
        '2026-03-04T23:59:59.000Z',
        'claude',
        'session-1',
        'github.merge',
        'branch:main',
        'allow',
        'released',
        null,
        'release.read',
      ],
    ]);
    expect(problems).toEqual([]);
    const live = await queryAudit({ folder, agent: 'claude', on: '2026-03-06' });
    expect(live.rows.map((row) => row[4])).toEqual(['file:/srv/live']);
  });

  it('is shown by its arguments where it names no resource', async () => {
    const folder = threeDays();
    const { rows } = await queryAudit({ folder, agent: 'claude', on: '2026-03-05' });
    expect(rows.map((row) => row[4])).toEqual(['{"command":"ls"}']);
  });

  it('is of the last seven days unless a range is given, and opens only their files', async () => {
    const folder = threeDays();
    const all = await queryAudit({ folder, agent: 'claude', nowMs });
    expect(all.rows).toHaveLength(6);
    expect(all.range.since).toBe('2026-02-27T12:00:00.000000Z');
    const late = await queryAudit({
      folder,
      agent: 'claude',
      nowMs: Date.parse('2026-03-20T00:00:00Z'),
    });
    expect(late).toMatchObject({ rows: [], files: 0 });
    const day = await queryAudit({ folder, agent: 'claude', on: '2026-03-05' });
    expect(day.files).toBe(1);
  });

  it('finds an outcome that came after midnight', async () => {
    const folder = threeDays();
    const clock = settableClock('2026-03-07T23:59:59.500Z');
    const log = await openLog(folder, { clock: clock.read });
    await callWith(log, clock)({ resource: 'file:/srv/late' }, 'ok');
    await log.sealNow();
    const { rows } = await queryAudit({ folder, agent: 'claude', on: '2026-03-07' });
    expect(rows.map((row) => [row[4], row[7]])).toEqual([['file:/srv/late', 'ok']]);
    await log.close();
  });

  it('takes names as values, never as SQL', async () => {
    const folder = threeDays();
    for (const agent of ["claude' OR '1'='1", "'; DROP VIEW events; --", '$session', '%', '']) {
      expect((await queryAudit({ folder, agent, nowMs })).rows).toEqual([]);
    }
  });

  it('can be asked of a session', async () => {
    const folder = threeDays();
    expect((await queryAudit({ folder, session: 'session-1', nowMs })).rows).toHaveLength(7);
    expect(await queryAudit({ folder, session: 'other', nowMs })).toMatchObject({
      rows: [],
      hasEvents: true,
    });
  });
});

describe('the views', () => {
  it('give one row per call: the last decision and the last outcome', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    const held = newEventId(Date.now());
    await log.append(
      decision({ event_id: held, verdict: 'ask', disposition: 'held', approval_id: 'a_1' }),
    );
    await log.append({
      kind: 'approval.requested',
      approval_id: 'a_1',
      agent_id: 'claude',
      session_id: 'session-1',
      tool_name: 'Read',
      action_digest: 'd',
    });
    await log.append({ kind: 'approval.voted', approval_id: 'a_1', approver: '1 alice' });
    await log.append({ kind: 'approval.voted', approval_id: 'a_1', approver: '2 bob' });
    await log.append({
      kind: 'approval.decided',
      approval_id: 'a_1',
      outcome: 'approved',
      approver: '2 bob',
    });
    const { eventId } = await log.append(
      decision({ ref_event_id: held, verdict: 'ask', disposition: 'released' }),
    );
    const closes = { kind: 'tool.outcome', agent_id: 'claude', ref_event_id: eventId } as const;
    await log.append({ ...closes, outcome: 'ok' });
    await log.append({ ...closes, outcome: 'error' });
    await log.append({
      kind: 'session.end',
      agent_id: 'claude',
      session_id: 'session-1',
      outcome: 'idle',
    });
    await log.close();
    const ask = async (sql: string) => (await queryAudit({ folder, sql })).rows;
    expect(await ask('SELECT verdict, disposition, outcome FROM calls')).toEqual([
      ['ask', 'released', 'error'],
    ]);
    expect(await ask('SELECT count(*) FROM decisions')).toEqual([[2]]);
    expect(await ask('SELECT approval_id, voters, outcome FROM approvals')).toEqual([
      ['a_1', ['1 alice', '2 bob'], 'approved'],
    ]);
    expect(
      await ask('SELECT agent_id, session_id, decisions, denied, outcome FROM sessions'),
    ).toEqual([['claude', 'session-1', 2, 0, 'idle']]);
    expect(await ask('SELECT * FROM denied')).toEqual([]);
  });

  it('give the values as programs expect them', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder, { clock: () => Date.parse('2026-03-04T10:00:00.120Z') });
    await log.append(
      decision({ trace_id: 'AB'.repeat(16), cost_micros: 12, rule_ids: ['a'], enforced: false }),
    );
    await log.sealNow();
    await log.append(
      decision({ cost_micros: Number.MAX_SAFE_INTEGER, tool_name: '\ufeffx\u0000\u001b' }),
    );
    await log.close();
    const sql =
      'SELECT ts, seq, trace_id, cost_micros, rule_ids, enforced, tool_name FROM decisions ORDER BY seq';
    expect((await queryAudit({ folder, sql })).rows).toEqual([
      ['2026-03-04T10:00:00.12Z', 0, 'ab'.repeat(16), 12, ['a'], false, 'Read'],
      [
        '2026-03-04T10:00:00.12Z',
        expect.any(Number),
        null,
        Number.MAX_SAFE_INTEGER,
        null,
        null,
        'x\u0000\u001b',
      ],
    ]);
  });
});

describe('a question', () => {
  it('of an empty log says that there are no events', async () => {
    const folder = temporaryFolder();
    const log = await openLog(folder);
    const answer = await queryAudit({ folder, sql: 'SELECT * FROM events' });
    expect(answer).toMatchObject({ rows: [], hasEvents: false, problems: [] });
    await log.close();
  });

  it('is cut at its limits, and says so', async () => {
    const folder = threeDays();
    const sql = 'SELECT seq FROM events ORDER BY seq';
    expect(await queryAudit({ folder, sql, rowsMax: 3 })).toMatchObject({
      rows: [[0], [1], [2]],
      isCut: true,
    });
    expect(await queryAudit({ folder, agent: 'claude', nowMs, rowsMax: 6 })).toMatchObject({
      isCut: false,
    });
    expect(await queryAudit({ folder, agent: 'claude', nowMs, rowsMax: 5 })).toMatchObject({
      isCut: true,
    });
  });

  it('that runs too long or needs too much memory is stopped', async () => {
    const folder = threeDays();
    const long =
      'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = 7';
    const started = performance.now();
    await expect(queryAudit({ folder, sql: long, msMax: 1500 })).rejects.toThrow(
      'it was stopped, at the latest after 2 s',
    );
    expect(performance.now() - started).toBeLessThan(6000);
    const large = 'SELECT list(a.range) FROM range(100000000) a, range(100) b';
    await expect(queryAudit({ folder, sql: large })).rejects.toMatchObject({
      code: 'SENTRELY_ERR_AUDIT_QUERY',
    });
  });

  it('that is refused says why, once', async () => {
    const folder = threeDays();
    await expect(
      queryAudit({ folder, sql: "SELECT * FROM read_text('/etc/passwd')" }),
    ).rejects.toThrow('the question cannot be asked: found the function `read_text`');
    await expect(queryAudit({ folder, sql: 'SELECT nonsense FROM events' })).rejects.toThrow(
      'nonsense',
    );
    await expect(queryAudit({ folder, sql: 'SELECT 1', agent: 'claude' })).rejects.toThrow(
      'together',
    );
    await expect(queryAudit({ folder: join(folder, 'none'), sql: 'SELECT 1' })).rejects.toThrow(
      'found no audit log',
    );
  });

  it('leaves nothing behind, even when it is killed', async () => {
    const folder = threeDays();
    const temporary = temporaryFolder();
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    await queryAudit({ folder, sql: 'SELECT 1 FROM events' });
    await queryAudit({ folder, sql: 'SELECT' }).catch(() => {});
    await queryAudit({ folder, sql: 'SELECT 1 FROM events', msMax: 100 }).catch(() => {});
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('a damaged log', () => {
  it('is answered from what is left, and the answer says so', async () => {
    const folder = threeDays();
    const [first] = manifestOf(folder);
    if (first === undefined) throw new Error('nothing was sealed');
    appendFileSync(sealedPath(folder, first), 'x');
    const changed = await queryAudit({ folder, agent: 'claude', nowMs });
    expect(changed.problems).toEqual([`${first.file} is not the file that was sealed`]);
    expect(changed.rows.length).toBeGreaterThan(0);
    rmSync(sealedPath(folder, first));
    mkdirSync(sealedPath(folder, first));
    expect((await queryAudit({ folder, agent: 'claude', nowMs })).problems).toHaveLength(1);
  });

  it('is answered up to the first damaged line of the live log', async () => {
    const folder = threeDays();
    const path = listSegments(folder, writersOf(folder)[0] ?? '').at(-1)?.path ?? '';
    appendFileSync(path, '{"leaf":"torn');
    expect((await queryAudit({ folder, sql: 'SELECT 1 FROM events' })).problems).toEqual([]);
    writeFileSync(path, '{"leaf":"x"}\nx\n');
    expect((await queryAudit({ folder, sql: 'SELECT 1 FROM events' })).problems).toEqual([]);
    rmSync(path);
    appendFileSync(join(folder, 'audit', 'v1', 'manifest.jsonl'), 'nonsense\n');
    const { problems } = await queryAudit({ folder, sql: 'SELECT 1 FROM events' });
    expect(problems).toEqual([expect.stringMatching(/line \d+ of the manifest cannot be read/)]);
  });
});
