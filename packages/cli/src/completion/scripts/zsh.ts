import { FILES } from '../files-mark.ts';

/** Zsh, sourced or as `_kontor` in a folder of `fpath`. */
export const zshScript = `#compdef kontor
# completes kontor in zsh
_kontor() {
  local value description files=''
  local -a values shown
  while IFS=$'\\t' read -r value description; do
    if [[ $value == '${FILES}' ]]; then
      files=yes
      continue
    fi
    values+=("$value")
    shown+=("$value\${description:+  -- $description}")
  done < <(command kontor complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( \${#values} )) && compadd -l -d shown -a values
  [[ -n $files ]] && _files
}
(( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit }
if [[ \${funcstack[1]} == _kontor ]]; then _kontor "$@"; else compdef _kontor kontor; fi
`;
