import type { Field, Word } from '../../dsl/ast.ts';
import type { Diagnostic, Label } from '../../dsl/diagnostic.ts';
import { quote } from '../../dsl/escape.ts';
import { didYouMean, finding } from '../finding.ts';
import type { Parameter, Subject } from '../subject.ts';
import { type FieldMeaning, fieldMeaning, operations } from '../value-type.ts';

/** A field as written, for a message. */
export function fieldText(field: Field): string {
  return quote(field.path.map((word) => `.${word.text}`).join(''));
}

/** The type of a parameter as a policy writes it. */
export function typeText({ type, list, words, fields }: Parameter): string {
  const record = fields?.map((each) => `${each.name}: ${typeText(each)}`).join(', ');
  const one =
    record === undefined ? (words?.join(' | ') ?? type ?? 'no known type') : `{ ${record} }`;
  return list ? `[${one}]` : one;
}

/** A field that every subject of a rule must have, and with one type; what it reads is returned. */
export function* checkField(
  subjects: readonly Subject[],
  field: Field,
): Generator<Diagnostic, FieldMeaning | undefined> {
  const [name, ...rest] = field.path;
  if (name === undefined || subjects.length === 0) return undefined;
  const param = yield* checkParam(subjects, name);
  if (param?.type === undefined) return undefined;
  const stray = strayIn(param, rest);
  if (stray === undefined) return fieldMeaning([param], field);
  if (stray !== 'untyped') yield stray;
  return undefined;
}

/** What is wrong with what follows the name of a parameter. */
function strayIn(param: Parameter, rest: readonly Word[]): Diagnostic | 'untyped' | undefined {
  const [field, ...afterField] = rest;
  if (param.fields !== null && field !== undefined) {
    const value = param.fields.find((each) => each.name === field.text);
    if (value === undefined) {
      const names = param.fields.map((each) => each.name);
      const message = `found ${quote(`.${field.text}`)}, expected a field of ${typeText({ ...param, list: false })}`;
      return finding('unknown-part', field.span, message, didYouMean(field, names));
    }
    return value.type === undefined ? 'untyped' : strayPart(value, afterField);
  }
  return strayPart(param, rest);
}

function strayPart(value: Parameter, rest: readonly Word[]): Diagnostic | undefined {
  const [part, more] = rest;
  const type = value.type ?? 'Json';
  const { parts } = operations[type];
  if (part === undefined) return undefined;
  const partType = parts.get(part.text);
  const stray = partType === undefined ? part : more;
  if (stray === undefined) return undefined;
  const names = [...parts.keys()].map((each) => `\`.${each}\``).join(', ');
  const expected = parts.size === 0 || stray !== part ? 'no part' : `one of ${names}`;
  const found = `found ${quote(`.${stray.text}`)} on a value of type ${partType ?? type}`;
  const details = stray === part ? didYouMean(part, parts.keys()) : {};
  return finding('unknown-part', stray.span, `${found}, expected ${expected}`, details);
}

function* checkParam(
  subjects: readonly Subject[],
  name: Word,
): Generator<Diagnostic, Parameter | undefined> {
  const found = subjects.map((subject) => ({ subject, param: paramOf(subject, name.text) }));
  const [first] = found.flatMap(({ subject, param }) =>
    param === undefined ? [] : [{ subject, param }],
  );
  if (first === undefined) {
    yield unknownField(subjects, name);
    return undefined;
  }
  if (first.param.type === undefined) return undefined;
  const type = typeText(first.param);
  const other = found.find(({ param }) => param === undefined || typeText(param) !== type);
  if (other === undefined) return first.param;
  const there = `${quote(`.${name.text}`)} is of type ${type} on ${quote(first.subject.text)}`;
  const here = other.param === undefined ? 'does not exist' : `is of type ${typeText(other.param)}`;
  yield finding(
    'field-differs',
    name.span,
    `${there} but ${here} on ${quote(other.subject.text)}`,
    {
      labels: [
        ...labelled(first.param.span, 'declared here'),
        ...labelled(
          other.param?.span ?? other.subject.tool?.tool.span ?? other.subject.span,
          'differs here',
        ),
      ],
      help: `write a rule for each of the ${nounFor(subjects)}`,
    },
  );
  return undefined;
}

function labelled(span: Label['span'] | undefined, text: string): readonly Label[] {
  return span === undefined ? [] : [{ span, text }];
}

/** `tools`, `actions`, or what both are. */
function nounFor(subjects: readonly Subject[]): string {
  const kinds = new Set(subjects.map(({ kind }) => kind));
  if (kinds.size > 1) return 'tools and actions';
  return kinds.has('tool') ? 'tools' : 'actions';
}

function paramOf({ params }: Subject, name: string): Parameter | undefined {
  return params.find((param) => param.name === name);
}

function unknownField(subjects: readonly Subject[], name: Word): Diagnostic {
  const names = subjects.flatMap(({ params }) => params.map((param) => param.name));
  const subject = subjects[0] === undefined ? '' : quote(subjects[0].text);
  const message = `${subject} has no parameter ${quote(name.text)}`;
  return finding('unknown-field', name.span, message, didYouMean(name, names));
}
