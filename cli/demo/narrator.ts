import { paint, type Screen, type Style } from '../terminal.ts';

/** Tells the demo as it happens: numbered steps, and under each what was said and done. */
export interface Narrator {
  step(title: string): void;
  /** Something the agent, the gateway, a person or a tool did. */
  line(who: 'agent' | 'tool' | 'gateway' | 'maria', text: string): void;
  /** Text shown as it is, indented. */
  block(text: string): void;
  note(text: string): void;
}

const styles: Readonly<Record<Parameters<Narrator['line']>[0], Style>> = {
  agent: 'cyan',
  tool: 'green',
  gateway: 'yellow',
  maria: 'bold',
};

export function narrator(screen: Screen): Narrator {
  let steps = 0;
  const say = (text: string): void => screen.write(`${text}\n`);
  return {
    step: (title) => {
      steps += 1;
      say(`\n${paint(screen, 'bold', `${steps}. ${title}`)}`);
    },
    line: (who, text) => say(`   ${paint(screen, styles[who], who.padEnd(8))} ${text}`),
    block: (text) => say(text.trimEnd().replaceAll(/^/gm, '   │ ')),
    note: (text) => say(paint(screen, 'dim', text.replaceAll(/^/gm, '   '))),
  };
}
