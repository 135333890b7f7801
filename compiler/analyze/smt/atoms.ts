import type { ParamEntry } from '../../bundle/rules.ts';
import type { Atom, Vocabulary } from '../vocabulary.ts';
import { regexOf, textOf } from './regex.ts';

/** Types whose values are compared as the texts that they are. */
const texts: ReadonlySet<string> = new Set(['String', 'Key', 'Ref', 'Shell']);

/** What atoms mean to a solver: declarations, assertions, and each atom as a term. */
export class AtomTerms {
  /** Whether every atom so far means exactly what the kernel makes of it. */
  isExact = true;
  readonly #vocabulary: Vocabulary;
  readonly #isTool: boolean;
  readonly #lines = new Map<string, string>();
  readonly #free = new Map<string, string>();

  constructor(vocabulary: Vocabulary, isTool: boolean) {
    this.#vocabulary = vocabulary;
    this.#isTool = isTool;
  }

  /** Declarations and assertions, in the order in which they are needed. */
  get lines(): readonly string[] {
    return [...this.#lines.values()];
  }

  /** States that an argument is what its declaration says. */
  declare(entry: ParamEntry): void {
    const name = nameOf(entry.name);
    this.#say(`(declare-const ${name}.present Bool)`);
    if (!entry.optional) this.#say(`(assert ${name}.present)`);
  }

  /** An atom as a term; one that is not interpreted is as good as any Boolean. */
  term(number: number): string {
    const atom = this.#vocabulary.atom(number);
    const term = this.#isTool ? this.#interpreted(atom) : undefined;
    if (term !== undefined) return term;
    this.isExact = false;
    return this.#freeTerm(atom);
  }

  #interpreted(atom: Atom): string | undefined {
    if (atom.kind === 'fit') return 'true';
    if (atom.kind === 'same' || atom.kind === 'history') return undefined;
    const { leaf, entry } = atom;
    const name = nameOf(atom.param);
    if (leaf.op === 'has') return `${name}.present`;
    if (entry.list || entry.fields !== null || !('field' in leaf)) return undefined;
    if (leaf.field.field !== null || leaf.field.part !== null) return undefined;
    const value = this.#value(name, entry);
    if (value === undefined) return undefined;
    if (atom.kind === 'unreadable') return `(and ${name}.present (not ${value.readable}))`;
    const holds = this.#holds(leaf, value.term);
    if (holds === undefined) return undefined;
    return atom.mode === 'must'
      ? `(and ${name}.present ${value.readable} ${holds})`
      : `(or (not ${name}.present) (not ${value.readable}) ${holds})`;
  }

  /** The value of an argument, and whether the kernel can read it: not every text has a normal form. */
  #value(
    name: string,
    { type, words }: ParamEntry,
  ): { readonly term: string; readonly readable: string } | undefined {
    if (type === 'Int' || type === 'Bool') {
      this.#say(`(declare-const ${name}.value ${type})`);
      if (type === 'Int') {
        const most = String(Number.MAX_SAFE_INTEGER);
        this.#say(`(assert (and (<= (- ${most}) ${name}.value) (<= ${name}.value ${most})))`);
      }
      return { term: `${name}.value`, readable: 'true' };
    }
    if (!texts.has(type)) return undefined;
    this.#say(`(declare-const ${name}.value String)`);
    if (words !== null) {
      this.#say(`(assert ${anyOf(words.map((word) => `(= ${name}.value ${textOf(word)})`))})`);
      return { term: `${name}.value`, readable: 'true' };
    }
    this.#say(`(assert (str.in_re ${name}.value (re.* (re.range "\\u{0}" "\\u{ffff}"))))`);
    this.#say(`(declare-const ${name}.readable Bool)`);
    return { term: `${name}.value`, readable: `${name}.readable` };
  }

  #holds(
    leaf: Exclude<Extract<Atom, { kind: 'leaf' }>['leaf'], { op: 'has' }>,
    value: string,
  ): string | undefined {
    switch (leaf.op) {
      case 'equal':
        return anyOf(leaf.values.map((each) => `(= ${value} ${literalOf(each)})`));
      case 'order':
        return `(${leaf.comparison} ${value} ${literalOf(leaf.value)})`;
      case 'match': {
        if (leaf.form !== null || leaf.folded !== null) return undefined;
        const regex = regexOf(this.#vocabulary.machine(leaf.exact).automaton);
        return regex === undefined ? undefined : `(str.in_re ${value} ${regex})`;
      }
      default:
        return undefined;
    }
  }

  /** What must be true may be. */
  #freeTerm(atom: Atom): string {
    const { mode, ...rest } = { mode: 'must', ...atom };
    const key = JSON.stringify(rest);
    const name = this.#free.get(key) ?? `free.${this.#free.size}`;
    if (!this.#free.has(key)) {
      this.#free.set(key, name);
      this.#say(`(declare-const ${name}.must Bool)`);
      this.#say(`(declare-const ${name}.may Bool)`);
      this.#say(`(assert (=> ${name}.must ${name}.may))`);
    }
    return `${name}.${mode}`;
  }

  #say(line: string): void {
    this.#lines.set(line, line);
  }
}

function anyOf(terms: readonly string[]): string {
  const [only, ...more] = terms;
  if (only === undefined) return 'false';
  return more.length === 0 ? only : `(or ${terms.join(' ')})`;
}

function literalOf(value: string | number | boolean): string {
  if (typeof value === 'string') return textOf(value);
  return typeof value === 'number' && value < 0 ? `(- ${-value})` : String(value);
}

/** A name that SMT-LIB takes for one, whatever the argument is called. */
function nameOf(param: string): string {
  const safe = param.replaceAll(/[^A-Za-z0-9]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}_`);
  return `arg.${safe}`;
}
