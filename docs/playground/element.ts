/** A new element with a text, which is never read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text: string,
  classes = '',
): HTMLElementTagNameMap[K] {
  const node = document.createElement(name);
  node.textContent = text;
  if (classes !== '') node.className = classes;
  return node;
}
