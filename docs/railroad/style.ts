/** Works in light and in dark, and on paper. */
export const style = `
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 1100px; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; }
h2 { margin: 2.2rem 0 0.4rem; font: 600 15px ui-monospace, monospace; }
svg { max-width: 100%; height: auto; }
path { stroke: light-dark(#556, #99a); stroke-width: 1.6; fill: none; }
rect { stroke: light-dark(#556, #99a); stroke-width: 1.4; fill: light-dark(#f2f0ff, #29253d); }
.non-terminal rect { fill: light-dark(#fff, #1c1f23); }
text { font: 13px ui-monospace, monospace; text-anchor: middle; fill: light-dark(#223, #dde); }
a text { text-decoration: underline; }
`;
