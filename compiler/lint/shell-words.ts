/** Whether a command holds, outside of quotes, what a shell reads as more than its words. */
export function hasOperators(command: string): boolean {
  return /[;&|<>`\n]|\$\(/.test(command.replace(/'[^']*'/g, ''));
}
