export function flawsOf(
  lock: { readonly packages: Readonly<Record<string, object>> },
  allowScripts: Readonly<Record<string, boolean>>,
): readonly string[];
export function readAnswer(
  text: string,
):
  | { readonly kind: 'unheard'; readonly why: string }
  | { readonly kind: 'heard'; readonly found: readonly string[] };
