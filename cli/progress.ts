import type { Screen } from './terminal.ts';

/** Cells of the bar. */
const width = 30;

/** How far some long work is, in one line of a terminal; nothing anywhere else. */
export class Progress {
  readonly #screen: Screen;
  readonly #what: string;
  readonly #total: number;
  #shown = -1;

  constructor(screen: Screen, what: string, total: number) {
    this.#screen = screen;
    this.#what = what;
    this.#total = total;
  }

  /** Shows that so many parts are done; writes only when the percentage changes. */
  show(done: number): void {
    if (!this.#screen.isTerminal) return;
    const percent = this.#total === 0 ? 100 : Math.floor((100 * done) / this.#total);
    if (percent === this.#shown) return;
    this.#shown = percent;
    const full = Math.floor((width * percent) / 100);
    const bar = `${'#'.repeat(full)}${'.'.repeat(width - full)}`;
    this.#screen.write(`\r${this.#what} [${bar}] ${percent} %`);
  }

  /** Removes the line. */
  clear(): void {
    if (this.#shown >= 0) this.#screen.write('\r\u001b[2K');
  }
}
