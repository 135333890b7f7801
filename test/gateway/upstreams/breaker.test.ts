import { describe, expect, it } from 'vitest';
import { Breaker } from '../../../gateway/upstreams/breaker.ts';
import { RetryShare } from '../../../gateway/upstreams/retry-share.ts';

function breaker() {
  let now = 1000;
  const changes: string[] = [];
  const made: Breaker = new Breaker(
    { failures: 3, openMs: 1000 },
    () => now,
    () => changes.push(made.state),
  );
  return { made, changes, pass: (ms: number) => void (now += ms) };
}

function fail({ made }: ReturnType<typeof breaker>, times: number): void {
  for (let time = 0; time < times; time++) made.failed();
}

describe('a breaker', () => {
  it('opens at failures in a row, which one success ends', () => {
    const on = breaker();
    fail(on, 2);
    on.made.succeeded();
    fail(on, 2);
    expect([on.made.state, on.made.isReady]).toEqual(['closed', true]);
    fail(on, 1);
    expect([on.made.state, on.made.isReady, on.made.isDown]).toEqual(['open', false, true]);
    expect(on.made.until).toBe(2000);
    expect(on.changes).toEqual(['open']);
  });

  it('opens when half of at least 20 answers fail, and not of fewer or older ones', () => {
    const on = breaker();
    for (let pair = 0; pair < 9; pair++) {
      on.made.succeeded();
      on.made.failed();
    }
    expect(on.made.state).toBe('closed');
    on.pass(31_000);
    for (let pair = 0; pair < 9; pair++) {
      on.made.succeeded();
      on.made.failed();
    }
    expect(on.made.state).toBe('closed');
    on.made.succeeded();
    on.made.failed();
    expect(on.made.state).toBe('open');
  });

  it('lets one request through when its time is over, and others when that one succeeds', () => {
    const on = breaker();
    fail(on, 3);
    on.pass(1000);
    expect([on.made.state, on.made.isReady]).toEqual(['half-open', true]);
    const leave = on.made.enter();
    expect([on.made.isReady, on.made.isDown]).toEqual([false, true]);
    on.made.succeeded();
    leave();
    expect([on.made.state, on.made.isReady, on.made.failures]).toEqual(['closed', true, 0]);
    expect(on.changes).toEqual(['open', 'closed']);
  });

  it('lets another one through when the probe came to no end', () => {
    const on = breaker();
    fail(on, 3);
    on.pass(1000);
    on.made.enter()();
    expect(on.made.isReady).toBe(true);
  });

  it('stays open twice as long after each probe that failed, up to two minutes', () => {
    const on = breaker();
    fail(on, 3);
    let openMs = 1000;
    for (let probe = 0; probe < 10; probe++) {
      on.pass(openMs - 1);
      expect(on.made.state).toBe('open');
      on.pass(1);
      expect(on.made.state).toBe('half-open');
      on.made.enter();
      on.made.failed();
      openMs = Math.min(openMs * 2, 120_000);
      expect(on.made.until).not.toBeNull();
    }
    expect(openMs).toBe(120_000);
  });

  it('an answer to an older request closes nothing that has opened since', () => {
    const on = breaker();
    fail(on, 3);
    on.made.succeeded();
    expect(on.made.state).toBe('open');
  });

  it('is paused for as long as it is asked, five minutes at most, without being down', () => {
    const on = breaker();
    on.made.pause(3_600_000);
    expect([on.made.state, on.made.isReady, on.made.isDown]).toEqual(['paused', false, false]);
    on.pass(299_999);
    expect(on.made.state).toBe('paused');
    on.pass(1);
    expect(on.made.state).toBe('closed');
  });
});

describe('the share of second tries', () => {
  it('is bounded by the traffic', () => {
    const share = new RetryShare(20, () => 0);
    let taken = 0;
    for (let request = 0; request < 1000; request++) {
      share.earn();
      if (share.take()) taken += 1;
    }
    expect(taken).toBeGreaterThanOrEqual(200);
    expect(taken).toBeLessThanOrEqual(210);
  });

  it('comes back with time, so that a quiet gateway can move too', () => {
    let now = 0;
    const share = new RetryShare(20, () => now);
    while (share.take());
    expect(share.take()).toBe(false);
    now += 1000;
    expect([share.take(), share.take()]).toEqual([true, false]);
    now += 3_600_000;
    let taken = 0;
    while (share.take()) taken += 1;
    expect(taken).toBe(10);
  });

  it('of nothing is nothing', () => {
    const share = new RetryShare(0, () => 0);
    share.earn();
    expect(share.take()).toBe(false);
  });
});
