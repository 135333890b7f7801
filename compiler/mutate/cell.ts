import type { Layer, Rule } from '../../dsl/ast.ts';
import { audiencesOf, bearsOn } from '../coverage/reach.ts';
import { type Program, subjectOfTool } from '../program.ts';
import type { Subject } from '../subject.ts';

/** A block with some of its rules. */
export interface Excerpt {
  readonly layer: Layer;
  readonly rules: readonly Rule[];
}

/** Of a program what bears on the calls of one agent to one tool. */
export interface Cell {
  readonly agent: string;
  /** The tool, and its name as a model sees it. */
  readonly tool: Subject;
  readonly key: string;
  /** The program with this agent only, and without blocks. */
  readonly program: Program;
  /** The blocks for the agent, each with its rules about the tool or what it may do. */
  readonly excerpts: readonly Excerpt[];
}

/** The cells of a program, each made once. */
export class Cells {
  readonly #program: Program;
  readonly #audiences: ReadonlyMap<Layer, ReadonlySet<string>>;
  readonly #cells = new Map<string, Cell | undefined>();

  constructor(program: Program) {
    const audiences = audiencesOf(program);
    this.#program = program;
    this.#audiences = new Map(
      program.layers.map((layer, at) => [layer, audiences[at] ?? new Set<string>()]),
    );
  }

  /** Undefined where the agent or the tool is not declared. */
  find(agent: string, tool: string): Cell | undefined {
    const key = JSON.stringify([agent, tool]);
    if (!this.#cells.has(key)) this.#cells.set(key, this.#make(agent, tool));
    return this.#cells.get(key);
  }

  /** The declared agents that a block is for: one of the program, or a change of one. */
  audienceOf(layer: Layer): ReadonlySet<string> {
    const known = this.#audiences.get(layer);
    if (known !== undefined) return known;
    const [audience] = audiencesOf({ ...this.#program, layers: [layer] });
    return audience ?? new Set();
  }

  #make(agent: string, key: string): Cell | undefined {
    const { agents, layers } = this.#program;
    const [declaration, tool] = [agents.get(agent), subjectOfTool(this.#program, key)];
    if (declaration === undefined || tool === undefined) return undefined;
    const program = {
      ...this.#program,
      agents: new Map([[agent, declaration]]),
      layers: [],
      tests: [],
    };
    const excerpts = layers
      .filter((layer) => this.audienceOf(layer).has(agent))
      .map((layer) => ({
        layer,
        rules: layer.rules.filter((rule) => bearsOn(this.#program, rule, tool)),
      }));
    return { agent, tool, key, program, excerpts };
  }
}
