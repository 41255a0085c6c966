/** How the pages look, in light and dark, without anything from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e3e7ec);
  --quiet: light-dark(#57606a, #9aa4b0);
  --ground: light-dark(#f5f6f8, #14171b);
  --card: light-dark(#ffffff, #1c2026);
  --line: light-dark(#c5cbd3, #3d4550);
  --strong: light-dark(#0a58ca, #82b4ff);
  --on-strong: light-dark(#ffffff, #10151c);
  --wrong: light-dark(#a8201a, #ff9b94);
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--ground); }
main { width: 100%; max-width: 27rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0 0 0.75rem; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
ul { margin: 0 0 1rem; padding-left: 1.25rem; }
label { display: block; margin: 0 0 1rem; font-weight: 600; }
input:not([type=radio]):not([type=checkbox]) { display: block; width: 100%; margin-top: 0.25rem; padding: 0.625rem 0.75rem; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; }
fieldset { margin: 0 0 1rem; padding: 0; border: 0; }
legend { font-weight: 600; margin: 0 0 0.5rem; padding: 0; }
.choice { display: flex; gap: 0.625rem; align-items: baseline; margin: 0 0 0.5rem; padding: 0.625rem 0.75rem; font-weight: 400; border: 1px solid var(--line); border-radius: 6px; }
button, .button { display: block; width: 100%; padding: 0.625rem 1rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none; color: var(--on-strong); background: var(--strong); border: 1px solid var(--strong); border-radius: 6px; cursor: pointer; }
form + p, form + div { margin-top: 1rem; }
button.plain { margin-top: 0.75rem; color: var(--strong); background: none; }
:focus-visible { outline: 3px solid var(--strong); outline-offset: 2px; }
.wrong { color: var(--wrong); font-weight: 600; }
.quiet { color: var(--quiet); font-size: 0.875rem; }
a { color: var(--strong); }
`;
