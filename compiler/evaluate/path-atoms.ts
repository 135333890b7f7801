import { foldCase } from './facts/fold.ts';
import type { Matcher } from './automaton.ts';
import { type ComparedTexts, looseHome, type PathForm, type PathView } from './path-form.ts';
import { either, type Truth } from './truth.ts';

/** A pattern on paths, and the same in folded case. */
export interface PathPattern {
  /** Which form of a path it reads; `either` is the forms that there are. */
  readonly form: 'absolute' | 'relative' | 'either';
  readonly exact: Matcher;
  readonly folded: Matcher | null;
}

/** What holds of a path wherever it may begin: yes or no only if every view says so. */
export function everywhere(
  views: readonly PathView[],
  truth: (view: PathView, at: number) => Truth,
): Truth {
  const first = views[0] === undefined ? 'unknown' : truth(views[0], 0);
  for (let at = 1; at < views.length; at++) {
    if (truth(views[at] as PathView, at) !== first) return 'unknown';
  }
  return first;
}

/** Whether a path is in the language of a pattern. */
export function matchPath({ form, exact, folded }: PathPattern, view: PathView): Truth {
  if (view.isUnknown) return 'unknown';
  const above = view.absolute?.match(exact, folded) ?? 'no';
  if (form === 'absolute') return above;
  const below = view.relative?.match(exact, folded);
  return form === 'relative' ? (below ?? outsideTruth(view)) : either(above, below ?? 'no');
}

/** What a pattern below the workspace says of a path that has no form there. */
function outsideTruth({ inside }: PathView): Truth {
  return inside === 'unknown' ? 'unknown' : 'no';
}

/** Literal paths in normal form, sorted by the form that they are compared with. */
export interface PathLiterals {
  readonly absolute: ComparedTexts;
  readonly relative: ComparedTexts;
}

/** Sorts literals: those that begin with `/` or `~` are absolute. */
export function pathLiterals(values: readonly string[]): PathLiterals {
  const isAbsolute = (value: string) => value.startsWith('/') || value.startsWith('~');
  const texts = (some: readonly string[], fold: (text: string) => string): ComparedTexts => {
    return { exact: new Set(some), loose: new Set(some.map(fold)) };
  };
  return {
    absolute: texts(values.filter(isAbsolute), (value) => looseHome(foldCase(value))),
    relative: texts(
      values.filter((value) => !isAbsolute(value)),
      foldCase,
    ),
  };
}

/** Whether a path is one of the literals; unknown where only case or the home's name differ. */
export function equalPath({ absolute, relative }: PathLiterals, view: PathView): Truth {
  if (view.isUnknown) return 'unknown';
  return either(view.absolute?.equal(absolute) ?? 'no', equalBelow(relative, view));
}

function equalBelow(texts: ComparedTexts, view: PathView): Truth {
  if (texts.exact.size === 0) return 'no';
  return view.relative?.equal(texts) ?? outsideTruth(view);
}

/** Whether two paths that begin at one directory are one path. */
export function samePath(left: PathView, right: PathView): Truth {
  if (left.isUnknown || right.isUnknown) return 'unknown';
  if (left.absolute !== null && right.absolute !== null) {
    return sameForm(left.absolute, right.absolute, (text) => looseHome(foldCase(text)));
  }
  const isDetached = left.absolute === null && right.absolute === null;
  if (!isDetached || left.relative === null || right.relative === null) return 'unknown';
  return sameForm(left.relative, right.relative, foldCase);
}

function sameForm(left: PathForm, right: PathForm, fold: (text: string) => string): Truth {
  const [one, other] = left.text === null ? [right, left] : [left, right];
  if (one.text === null) return 'unknown';
  return other.equal({ exact: new Set([one.text]), loose: new Set([fold(one.text)]) });
}
