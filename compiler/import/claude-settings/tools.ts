/** A tool of Claude Code as a declaration. */
interface ToolText {
  readonly params: string;
  /** What it does to files. */
  readonly does?: string;
}

/** The tools of Claude Code 2.1 that its permissions name. */
export const toolDeclarations: ReadonlyMap<string, ToolText> = new Map<string, ToolText>([
  [
    'Read',
    {
      params:
        'file_path: Path, offset?: Int inert, limit?: Int inert, pages?: String inert, allow_large?: Bool inert',
      does: 'fs.read(file_path)',
    },
  ],
  ['Write', { params: 'file_path: Path, content: String inert', does: 'fs.write(file_path)' }],
  [
    'Edit',
    {
      params:
        'file_path: Path, old_string: String inert, new_string: String inert, replace_all?: Bool inert',
      does: 'fs.write(file_path)',
    },
  ],
  [
    'NotebookEdit',
    {
      params:
        'notebook_path: Path, new_source: String inert, cell_id?: String inert, cell_type?: String inert, edit_mode?: String inert',
      does: 'fs.write(notebook_path)',
    },
  ],
  [
    'Bash',
    {
      params:
        'command: Shell, timeout?: Int inert, description?: String inert, run_in_background?: Bool inert, dangerouslyDisableSandbox?: Bool',
    },
  ],
  ['WebFetch', { params: 'url: Url, prompt: String, offset?: Int inert' }],
  ['WebSearch', { params: 'query: String, allowed_domains?: Json, blocked_domains?: Json' }],
  ['TodoWrite', { params: 'todos: Json' }],
]);

/** The tools that do what a rule is about. */
const doers: ReadonlyMap<string, readonly string[]> = new Map([
  ['fs.read', ['Read']],
  ['fs.write', ['Write', 'Edit', 'NotebookEdit']],
  ['shell.run', ['Bash']],
]);

/** The tools that must be declared for a rule about a tool or an action to have a meaning. */
export function toolsFor(target: string): readonly string[] {
  return doers.get(target) ?? [target];
}
