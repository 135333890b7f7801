import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleTwo, minute, requirementOf } from './fixtures.ts';
import { PaperOffice, voteOn } from './paper.ts';

/** What the model remembers of a vote in favour. */
interface Said {
  readonly source: string;
  readonly voter: number;
  isWithdrawn: boolean;
}

type Asked = Awaited<ReturnType<PaperOffice['opened']>>;

/** One request, the desk that handles it, and what really was said about it. */
class Model {
  readonly office = new PaperOffice();
  readonly #count: number;
  readonly #openedMs = this.office.nowMs;
  readonly #said: Said[] = [];
  #asked!: Asked;
  #isOver = false;
  used = 0;

  constructor(count: number) {
    this.#count = count;
    this.office.channel.approvers.clear();
    for (const id of [0, 1, 2]) this.office.channel.approvers.add(id);
  }

  async open(): Promise<void> {
    const approvers = [{ kind: 'team', team: 'acme/platform' } as const];
    const requirements = [requirementOf({ count: this.#count, approvers })];
    this.#asked = await this.office.opened(1, { requirements });
  }

  async approve(voter: number): Promise<void> {
    const vote = voteOn(this.#asked, { voter: { id: voter, login: 'x' } });
    await this.office.desk.receive(vote);
    this.#said.push({ source: vote.source, voter, isWithdrawn: false });
  }

  async deny(voter: number): Promise<void> {
    const vote = voteOn(this.#asked, { verb: 'deny', voter: { id: voter, login: 'x' } });
    if ((await this.office.desk.receive(vote)) === 'counted') this.#isOver = true;
  }

  async withdraw(which: number): Promise<void> {
    const said = this.#said[which % Math.max(1, this.#said.length)];
    if (said === undefined) return;
    await this.office.desk.withdraw(said.source, 'edited');
    said.isWithdrawn = true;
  }

  async join(person: number): Promise<void> {
    this.office.channel.approvers.add(person);
  }

  async leave(person: number): Promise<void> {
    this.office.channel.approvers.delete(person);
  }

  async pass(step: number): Promise<void> {
    this.office.nowMs += [1, minute, 9 * minute, 15 * minute][step % 4] ?? 0;
    await this.office.desk.expire();
  }

  async supersede(): Promise<void> {
    await this.office.desk.supersede(bundleTwo);
    this.#isOver = true;
  }

  /** The law: who uses an approval has it from enough people who may still give it. */
  async consume(): Promise<void> {
    if ((await this.office.consume(this.#asked)) !== 'consumed') return;
    this.used += 1;
    const { approvers } = this.office.channel;
    const standing = this.#said.filter(
      ({ voter, isWithdrawn }) => !isWithdrawn && approvers.has(voter),
    );
    const people = new Set(standing.map(({ voter }) => voter));
    expect(people.size).toBeGreaterThanOrEqual(this.#count);
    expect(this.#isOver).toBe(false);
    expect(this.office.nowMs - this.#openedMs).toBeLessThan(25 * minute);
    expect(this.used).toBe(1);
  }
}

const actions = [
  { weight: 8, arbitrary: fc.constant('approve' as const) },
  { weight: 6, arbitrary: fc.constant('consume' as const) },
  { weight: 3, arbitrary: fc.constantFrom('withdraw' as const, 'leave' as const, 'join' as const) },
  { weight: 1, arbitrary: fc.constantFrom('pass' as const, 'deny' as const, 'supersede' as const) },
];
const step = fc.tuple(fc.oneof(...actions), fc.nat(4));

describe('whatever people and the clock do', () => {
  it('an approval is used once, in time, with enough standing votes and no denial', async () => {
    let used = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 20 }),
        fc.constantFrom(1, 2),
        async (taken, count) => {
          const model = new Model(count);
          try {
            await model.open();
            for (const [action, which] of taken) await model[action](which);
            used += model.used;
          } finally {
            await model.office.close();
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(used).toBeGreaterThan(3);
  }, 30_000);
});
