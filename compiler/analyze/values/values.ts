import type { ParamType } from '../../bundle/rules.ts';
import { emailValues } from './email.ts';
import type { Values } from './gather.ts';
import { hostValues } from './host.ts';
import { integerValues } from './integer.ts';
import type { ValueScope } from './scope.ts';
import { textValues } from './text.ts';
import { urlValues } from './url.ts';

/** Arguments of a type that stand for all there are. Paths need a workspace and are apart. */
export function valuesOf(type: Exclude<ParamType, 'Path'>, scope: ValueScope): Values {
  return sources[type](scope);
}

const sources: Readonly<Record<Exclude<ParamType, 'Path'>, (scope: ValueScope) => Values>> = {
  String: textValues,
  Shell: textValues,
  Key: textValues,
  Ref: textValues,
  Refspec: textValues,
  Host: hostValues,
  Url: urlValues,
  Email: emailValues,
  Int: integerValues,
  Bool: () => ({ values: [false, true], isComplete: true }),
  Json: () => ({ values: [{}], isComplete: true }),
};

/** An argument that nothing is said about, as an example shows it. */
export const plainValues: Readonly<Record<ParamType, unknown>> = {
  String: 'a',
  Shell: 'a',
  Key: 'a',
  Ref: 'a',
  Refspec: 'a',
  Path: 'a',
  Host: 'a',
  Url: 'https://a/',
  Email: 'a@a',
  Int: 0,
  Bool: false,
  Json: {},
};

/** Values that are long enough to be told apart in a text. */
export const tellingValues: Readonly<Record<ParamType, readonly unknown[]>> = {
  String: ['something'],
  Shell: [],
  Key: ['something'],
  Ref: ['something'],
  Refspec: [],
  Path: ['folder/something'],
  Host: ['something.example'],
  Url: ['https://something.example/'],
  Email: ['somebody@something.example'],
  Int: [12345],
  Bool: [],
  Json: [],
};
