import { describe, expect, it } from 'vitest';
import { compile } from '../../../compiler/compile.ts';
import { measureCoverage } from '../../../compiler/coverage/coverage.ts';
import { lcov } from '../../../compiler/coverage/lcov.ts';

function traceOf(files: Readonly<Record<string, string>>): string {
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  const compilation = compile(sources);
  return lcov(measureCoverage(compilation), compilation.sources);
}

const text = `edition 1
agent dev { owner team "acme/core" }
tool read { path: Path }
tool idle { name: String }

policy p for agent dev {
  allow read
    when .path under workspace
      and .path != "x"
  allow idle when .name == "y"
}

test "t" {
  as dev
  read { path: "a" } => allow
  read { path: "x" } => deny
}
`;

/** The lines of a record after its source, as the tools that draw reports read them. */
const line =
  /^(?:TN:|SF:.+|FN:\d+,[^,]+|FNDA:\d+,[^,]+|FN[FH]:\d+|BRDA:\d+,\d+,\d+,(?:-|\d+)|BR[FH]:\d+|DA:\d+,\d+|L[FH]:\d+|end_of_record)$/;

describe('an LCOV trace', () => {
  it('has a line for each rule, condition and name, and a branch for each outcome', () => {
    expect(traceOf({ 'a.sentrely': text })).toBe(`TN:
SF:a.sentrely
FN:7,p#1
FN:10,p#2
FNDA:1,p#1
FNDA:0,p#2
FNF:2
FNH:1
BRDA:8,0,0,2
BRDA:8,0,1,0
BRDA:9,1,0,1
BRDA:9,1,1,1
BRDA:9,1,2,0
BRDA:10,2,0,-
BRDA:10,2,1,-
BRF:7
BRH:3
DA:2,2
DA:3,2
DA:4,0
DA:7,1
DA:8,2
DA:9,2
DA:10,0
LF:7
LH:5
end_of_record
`);
  });

  it('has a record for each file, none for libraries, and only lines that are known', () => {
    const trace = traceOf({
      'b\n\u001b[2JSF:x.sentrely': 'edition 1\nimport std.claude-code\n',
      'a.sentrely': text,
    });
    expect(trace.match(/^SF:.*$/gm)).toEqual([
      'SF:a.sentrely',
      'SF:b\\u{a}\\u{1b}[2JSF:x.sentrely',
    ]);
    expect(trace.endsWith('end_of_record\n')).toBe(true);
    for (const each of trace.trimEnd().split('\n')) expect(each).toMatch(line);
  });
});
