/** How the page of the API looks, in light and dark, without anything from elsewhere. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1f24, #e3e7ec);
  --quiet: light-dark(#57606a, #9aa4b0);
  --ground: light-dark(#ffffff, #14171b);
  --raised: light-dark(#f5f6f8, #1c2026);
  --line: light-dark(#d9dde2, #2f353d);
  --link: light-dark(#0a58ca, #82b4ff);
  --read: light-dark(#0b5d8a, #7cc4ee);
  --make: light-dark(#1a6b34, #7fd39a);
  --change: light-dark(#8a5300, #f0b866);
  --remove: light-dark(#a8201a, #ff9b94);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--ground); }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 0.875em/1.5 ui-monospace, monospace; }
pre { margin: 0.5rem 0; padding: 0.75rem 1rem; overflow-x: auto; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
h1 { font-size: 1.75rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.25rem; margin: 3rem 0 1rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.0625rem; margin: 0 0 0.25rem; }
h4 { font-size: 0.875rem; margin: 1rem 0 0.25rem; color: var(--quiet); }
.page { display: grid; grid-template-columns: 18rem minmax(0, 1fr); max-width: 84rem; margin: 0 auto; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); font-size: 0.875rem; }
nav ul { list-style: none; margin: 0.25rem 0 0.75rem; padding: 0 0 0 0.75rem; }
nav a { display: block; padding: 0.125rem 0; text-decoration: none; color: inherit; }
nav a:hover { color: var(--link); text-decoration: underline; }
nav summary { cursor: pointer; font-weight: 600; padding: 0.125rem 0; }
main { padding: 2rem clamp(1rem, 4vw, 3rem) 6rem; }
.operation { margin: 0 0 2.5rem; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: 8px; }
.operation > p { margin: 0.25rem 0; }
.address { display: block; margin: 0.25rem 0 0.5rem; overflow-wrap: anywhere; }
.method { font-weight: 700; }
.get { color: var(--read); } .post { color: var(--make); } .put, .patch { color: var(--change); } .delete { color: var(--remove); }
.quiet { color: var(--quiet); }
.fields { list-style: none; margin: 0.25rem 0; padding-left: 0.875rem; border-left: 2px solid var(--line); }
.fields > li { margin: 0.25rem 0; }
details > summary { cursor: pointer; }
@media (max-width: 56rem) {
  .page { grid-template-columns: minmax(0, 1fr); }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
}
@media print { nav { display: none; } .page { display: block; } }
`;
