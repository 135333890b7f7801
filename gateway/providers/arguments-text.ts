/** Far above what a model writes as the arguments of one call, in UTF-16 units. */
const argumentsUnitsMax: number = 8 * 1024 * 1024;

/** The text of a call's arguments, put together from its parts up to a bound. */
export class ArgumentsText {
  #text = '';
  #hasBegun = false;
  #isTooLarge = false;

  /** Empty once it was too large. */
  get text(): string {
    return this.#text;
  }

  /** Whether there was any part, be it empty. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The call cannot be judged, and so is denied. */
  get isTooLarge(): boolean {
    return this.#isTooLarge;
  }

  append(part: string): void {
    this.#hasBegun = true;
    if (this.#text.length + part.length > argumentsUnitsMax) this.giveUp();
    else if (!this.#isTooLarge) this.#text += part;
  }

  giveUp(): void {
    this.#isTooLarge = true;
    this.#text = '';
  }
}
