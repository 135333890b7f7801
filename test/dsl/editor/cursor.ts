import { editorToolchain } from '../../../cli/editor-toolchain.ts';
import type { Cursor } from '../../../dsl/editor/cursor.ts';
import { PolicyFile } from '../../../dsl/editor/policy-file.ts';
import { Program } from '../../../dsl/editor/program.ts';

/** The real compiler: nothing here is a stand-in. */
const toolchain = editorToolchain();

/** A program of files by name. */
export function programOf(texts: Readonly<Record<string, string>>): Program {
  const files = Object.entries(texts).map(
    ([file, text]) => new PolicyFile(`file:///p/${file}`, { file, text }),
  );
  return new Program(files, toolchain);
}

/** The first file whose text holds a `|`, with the cursor there and the `|` taken out. */
export function cursorIn(texts: Readonly<Record<string, string>>): Cursor {
  const [name, marked] = Object.entries(texts).find(([, text]) => text.includes('|')) ?? ['', ''];
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const program = programOf({ ...texts, [name]: text });
  return { program, file: fileOf(program, name), offset };
}

/** A file of a program that must be there. */
export function fileOf(program: Program, name: string): PolicyFile {
  const file = program.files.find(({ source }) => source.file === name);
  if (file === undefined) throw new Error(`no file ${name}`);
  return file;
}

/** What the tests name: an agent or two, tools of every kind, sets. */
export const declarations = `edition 1

// Builds and releases.
// Talks to nobody.
agent dev { owner team "acme/platform" }
agent ci-main { owner user "octocat" id 1 }

let secrets = paths("**/.env")
let docs = hosts("docs.python.org")

// Reads a file of the workspace.
tool Read { file_path: Path, limit?: Int inert }
tool Write { file_path: Path, content: String }
tool Fetch { url: Url, carry?: Bool, to?: Email, extra?: Json }
tool Bash { command: Shell }
tool mcp github.merge { branch: Ref, squash?: Bool }
tool mcp "my.server"."search.v2" { "max results"?: Int }

policy base for agent dev {
  allow Read when .file_path under workspace
  rule no-secrets deny Write when .file_path in secrets
  rule people ask mcp github.merge when .branch == "main" approval 1
}

test "secrets stay" {
  as dev
  Write { file_path: ".env", content: "" } => deny (no-secrets)
}

// Gone for good.
action s3.delete(bucket: String, key: Key) risk high
`;
