declare module '*.sentrely' {
  const text: string;
  export default text;
}
