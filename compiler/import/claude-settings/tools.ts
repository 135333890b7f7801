/** The tools of Claude Code 2.1 that its permissions name, as declarations. */
export const toolDeclarations: ReadonlyMap<string, string> = new Map([
  [
    'Read',
    'file_path: Path, offset?: Int inert, limit?: Int inert, pages?: String inert, allow_large?: Bool inert',
  ],
  ['Write', 'file_path: Path, content: String'],
  ['Edit', 'file_path: Path, old_string: String, new_string: String, replace_all?: Bool inert'],
  [
    'NotebookEdit',
    'notebook_path: Path, new_source: String, cell_id?: String, cell_type?: String, edit_mode?: String',
  ],
  [
    'Bash',
    'command: Shell, timeout?: Int inert, description?: String inert, run_in_background?: Bool, dangerouslyDisableSandbox?: Bool',
  ],
  ['WebFetch', 'url: Url, prompt: String, offset?: Int inert'],
  ['WebSearch', 'query: String, allowed_domains?: Json, blocked_domains?: Json'],
  ['TodoWrite', 'todos: Json'],
]);
