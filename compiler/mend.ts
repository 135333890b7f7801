import type { File } from '../dsl/ast.ts';
import type { Finding, Fix } from '../dsl/diagnostic.ts';
import type { Source } from '../dsl/source.ts';
import { conditionMenders } from './mend/conditions.ts';
import { declarationMenders } from './mend/declarations.ts';
import { lintMenders } from './mend/lint.ts';
import { type Mender, nodesAround } from './mend/place.ts';
import { ruleMenders } from './mend/rules.ts';
import { syntaxMenders } from './mend/syntax.ts';

const menders: ReadonlyMap<string, Mender> = new Map([
  ...syntaxMenders,
  ...declarationMenders,
  ...ruleMenders,
  ...conditionMenders,
  ...lintMenders,
]);

/**
 * The findings, with a change for those that have none and that a machine can mend. None of these
 * changes is made without a person: an editor offers them.
 */
export function mended<F extends Finding>(
  findings: readonly F[],
  files: readonly File[],
  sources: readonly Source[],
): readonly F[] {
  const byName = new Map(files.map((file) => [file.span.file, file]));
  const texts = new Map(sources.map(({ file, text }) => [file, text]));
  return findings.map((finding) => {
    if (finding.fix !== undefined) return finding;
    const fix = fixOf(finding, byName.get(finding.span.file), texts.get(finding.span.file), files);
    return fix === undefined ? finding : { ...finding, fix };
  });
}

function fixOf(
  finding: Finding,
  file: File | undefined,
  text: string | undefined,
  files: readonly File[],
): Fix | undefined {
  const mender = menders.get(finding.code);
  if (mender === undefined || file === undefined || text === undefined) return undefined;
  return mender({ finding, text, file, files, around: nodesAround(file, finding.span) });
}
