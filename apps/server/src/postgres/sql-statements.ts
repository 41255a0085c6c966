/** One statement of a file of SQL. */
export type Statement = {
  /** As it stands in the file, without what is around it. */
  readonly text: string;
  /** The same without comments and without what stands between quotes, on one line. */
  readonly bare: string;
  /** The comments before it and in it. */
  readonly comments: readonly string[];
};

const PIECE =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'"$/-]+|[\s\S]/g;

/** Takes a file apart at the semicolons that end a statement, and at no others. */
export function statementsOf(file: string): readonly Statement[] {
  const statements: Statement[] = [];
  let text = '';
  let bare = '';
  let comments: string[] = [];
  const end = () => {
    if (bare.trim() !== '') {
      statements.push({ text: text.trim(), bare: bare.replaceAll(/\s+/g, ' ').trim(), comments });
      comments = [];
    }
    text = '';
    bare = '';
  };
  for (const [piece] of file.matchAll(PIECE)) {
    if (piece === ';') {
      end();
      continue;
    }
    if (/^(?:--|\/\*)/.test(piece)) comments.push(piece);
    else bare += /^(?:'|\$\w*\$)/.test(piece) ? "''" : piece;
    text += piece;
  }
  end();
  return statements;
}
