import { scanJson } from '../json/scan.ts';
import { spliceBytes } from '../json/splice.ts';

/** Names of models that an upstream serves: patterns, each with its own name for the model or null. */
export type ModelNames = readonly (readonly [pattern: string, name: string | null])[];

/** The names of a configuration; every model under its own name where it says nothing. */
export function modelNames(
  models: readonly string[] | Readonly<Record<string, string>> | undefined,
): ModelNames {
  if (models === undefined) return [['*', null]];
  if (Array.isArray(models)) return models.map((pattern: string) => [pattern, null]);
  return Object.entries(models as Readonly<Record<string, string>>);
}

/** What an upstream is to be told for a model; undefined where it does not serve it. First match wins. */
export function nameAmong(names: ModelNames, model: string): string | undefined {
  const found = names.find(([pattern]) => matchesModel(pattern, model));
  return found === undefined ? undefined : (found[1] ?? model);
}

/** Whether a name fits a pattern, in which `*` stands for any text. Linear in both. */
export function matchesModel(pattern: string, model: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return model === first;
  if (!model.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = model.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return model.length - last.length >= at && model.endsWith(last);
}

/** A body with another `model` and every other byte as it was. */
export function renamedModel(body: Buffer, model: string): Buffer {
  const stated = scanJson(body).get('model');
  if (stated === undefined) return body;
  return spliceBytes(body, [stated.replacedBy(JSON.stringify(model))]);
}
