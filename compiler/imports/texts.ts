/**
 * The text of each library, by its name. Written from `policies/std` by `test/compiler/libraries.test.ts`
 * with `UPDATE_GOLDENS=1`, because the compiler reads no files.
 */
export const libraryTexts: ReadonlyMap<string, string> = new Map([
  [
    'std.claude-code',
    `edition 1

// The tools Claude Code 2.1 offers, as they stand in its requests. A tool that is not declared here
// is denied, and so is a call with an argument that is not declared.

tool Read {
  file_path: Path,
  offset?: Int inert,
  limit?: Int inert,
  pages?: String inert,
  allow_large?: Bool inert,
}

tool Write { file_path: Path, content: String }

tool Edit { file_path: Path, old_string: String, new_string: String, replace_all?: Bool inert }

tool Bash {
  command: Shell,
  timeout?: Int inert,
  description?: String inert,
  run_in_background?: Bool,
  dangerouslyDisableSandbox?: Bool,
}

tool ToolSearch { query: String, max_results: Int inert }

tool ReportFindings { level?: String, findings: Json }
`,
  ],
  [
    'std.sdk',
    `edition 1

// Tools that Anthropic defines and a program of its own runs: bash_20250124, text_editor_20250728 and
// memory_20250818. Which arguments are needed depends on the command, so all others are optional.

tool bash { command?: Shell, restart?: Bool }

tool str_replace_based_edit_tool {
  command: String,
  path: Path,
  view_range?: Json inert,
  file_text?: String,
  old_str?: String,
  new_str?: String,
  insert_line?: Int,
  insert_text?: String,
}

tool memory {
  command: String,
  path?: Path,
  view_range?: Json inert,
  file_text?: String,
  old_str?: String,
  new_str?: String,
  insert_line?: Int,
  insert_text?: String,
  old_path?: Path,
  new_path?: Path,
}
`,
  ],
]);
