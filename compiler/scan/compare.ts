import { quote } from '../../dsl/escape.ts';
import type { Param, ToolDeclaration } from '../../dsl/ast.ts';
import { audienceOf } from '../audience.ts';
import { PatternCache } from '../automata/cache.ts';
import { offerKey } from '../import/declaration.ts';
import {
  type Offer,
  offerError,
  type OfferedParam,
  type OfferFinding,
  type ValueClass,
} from '../import/offer.ts';
import { typeText } from '../check/field.ts';
import { bearsOn } from '../coverage/reach.ts';
import { type Program, subjectOfTool } from '../program.ts';
import { parameterOf } from '../subject.ts';

/**
 * Where tools and the policies about them have drifted apart: a tool that no policy declares, an
 * argument that the two sides describe differently, a tool that no rule for any agent is about.
 */
export function compareOffers(offers: readonly Offer[], program: Program): readonly OfferFinding[] {
  const ruled = toolsWithRules(program);
  return offers.flatMap((offer) => {
    const declared = program.tools.get(offerKey(offer));
    const tool = quote(offerKey(offer));
    if (declared === undefined) {
      const message = `${tool} is not declared, expected a declaration: every call of it is denied`;
      return [offerError('tool-undeclared', offer.origin, message)];
    }
    const findings = compareParams(offer, declared);
    if (ruled.has(offerKey(offer))) return findings;
    const message = `no rule for any agent is about ${tool}, expected one`;
    return [...findings, offerError('tool-unused', offer.origin, message)];
  });
}

function toolsWithRules(program: Program): ReadonlySet<string> {
  const patterns = new PatternCache();
  const layers = program.layers.filter((layer) => audienceOf(program, patterns, layer).length > 0);
  const rules = layers.flatMap((layer) => layer.rules);
  const isRuled = (key: string): boolean => {
    const tool = subjectOfTool(program, key);
    return tool !== undefined && rules.some((rule) => bearsOn(program, rule, tool));
  };
  return new Set([...program.tools.keys()].filter(isRuled));
}

function compareParams(offer: Offer, { params }: ToolDeclaration): readonly OfferFinding[] {
  const offered = new Map(offer.params.map((param) => [param.name, param]));
  const declared = new Map(params.map((param) => [param.name.text, param]));
  const missing = [...declared.keys()].filter((name) => !offered.has(name) && !offer.isPartial);
  const differences = [
    ...offer.params.flatMap((param) => difference(param, declared.get(param.name))),
    ...missing.map((name) => `${quote(name)} is declared, but is no argument of the tool`),
  ];
  return differences.map((text) => {
    const message = `${quote(offerKey(offer))}: ${text}`;
    return offerError('argument-differs', offer.origin, message);
  });
}

function difference(offered: OfferedParam, declared: Param | undefined): readonly string[] {
  const name = quote(offered.name);
  if (declared === undefined) return [`argument ${name} is not declared`];
  const [found, expected] = offered.optional ? ['optional', 'required'] : ['required', 'optional'];
  const isKnown = offered.valueClass !== 'unknown';
  const presence =
    isKnown && offered.optional !== declared.optional
      ? [`argument ${name} is ${found}, but is declared as ${expected}`]
      : [];
  const parameter = parameterOf(declared);
  const type = typeText(parameter);
  const isText = parameter.words !== null;
  const isJson = parameter.list || parameter.fields !== null;
  if (fits(offered.valueClass, isText ? 'String' : isJson ? 'Json' : type)) return presence;
  return [
    ...presence,
    `argument ${name} is ${nounOf[offered.valueClass]}, but is declared as \`${type}\``,
  ];
}

/**
 * Whether a declared type takes what the tool takes. `Json` takes everything; an `Int` for a number
 * is a choice that people make.
 */
function fits(valueClass: ValueClass, type: string): boolean {
  if (valueClass === 'unknown' || type === 'Json') return true;
  if (valueClass === 'boolean') return type === 'Bool';
  if (valueClass === 'integer' || valueClass === 'number') return type === 'Int';
  return valueClass === 'text' && type !== 'Int' && type !== 'Bool';
}

const nounOf: Readonly<Record<ValueClass, string>> = {
  text: 'text',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  any: 'any JSON value',
  unknown: 'not known',
};
