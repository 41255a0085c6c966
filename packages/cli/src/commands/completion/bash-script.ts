/**
 * A script that bash completes with. It follows the words that were typed as far as they are a command,
 * and offers what may come after it; what else was typed, such as options and names, is passed over.
 */
export function bashScript(wordsAfter: ReadonlyMap<string, readonly string[]>): string {
  const beginnings = [...wordsAfter.keys()].filter((words) => words !== '');
  return `# completes kontor in bash
_kontor() {
  local current="$2" beginning='' next='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${beginning:+$beginning }$word" in
      ${beginnings.map(quoted).join(' | ')})
        beginning="\${beginning:+$beginning }$word" ;;
    esac
  done
  case "$beginning" in
${[...wordsAfter].map(([words, next]) => `    ${quoted(words)}) next=${quoted(next.join(' '))} ;;`).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$next" -- "$current")
}
complete -o default -F _kontor kontor
`;
}

/** Names of commands and options have no quotes in them. */
function quoted(text: string): string {
  return `'${text}'`;
}
