/** What is wrong with a template. `offset` and `length` count UTF-16 units of the decoded text. */
export interface TemplateFault {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}
