import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type Range,
} from 'vscode-languageserver';

/** Something that may be written at the cursor. */
export interface Candidate {
  readonly label: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string | undefined;
  /** What is written, with places to fill in as snippets have them; the label where it is absent. */
  readonly snippet?: string;
}

/** A word of the language. */
export function keyword(label: string, doc: string | undefined, snippet?: string): Candidate {
  const kind = CompletionItemKind.Keyword;
  return { label, kind, doc, ...(snippet === undefined ? {} : { snippet }) };
}

/** A candidate as the protocol takes it, in place of the word that is being written. */
export function completionItem(
  { label, kind, detail, doc, snippet }: Candidate,
  range: Range,
  hasSnippets: boolean,
): CompletionItem {
  const newText = snippet === undefined ? label : hasSnippets ? snippet : plain(snippet);
  const isSnippet = snippet !== undefined && hasSnippets;
  return {
    label,
    kind,
    // Names of this program before words of the language.
    sortText: `${kind === CompletionItemKind.Keyword ? 1 : 0}${label}`,
    textEdit: { range, newText },
    insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    ...(detail === undefined ? {} : { detail }),
    ...(doc === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: doc } }),
  };
}

/** A snippet for an editor without them: its examples stay, its empty places go. */
function plain(snippet: string): string {
  return snippet
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replaceAll(/\$\d/g, '')
    .replaceAll(/\\([$}\\])/g, '$1');
}

/** Text in a snippet, where `$`, `}` and `\` mean something else. */
export function literally(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}
