import { FILES } from '../files-mark.ts';

/**
 * Bash, from the 3.2 of macOS on. It takes what stands before a colon or an equals sign for a word of
 * its own, so only what follows is answered.
 */
export const bashScript = `# completes kontor in bash
_kontor() {
  local line="\${COMP_LINE:0:COMP_POINT}" before value description
  before="\${line##*[[:space:]]}"
  case "$before" in
    *[:=]*) before="\${before%"\${before##*[:=]}"}" ;;
    *) before='' ;;
  esac
  COMPREPLY=()
  while IFS=$'\\t' read -r value description; do
    if [ "$value" = '${FILES}' ]; then
      compopt -o default 2>/dev/null
      continue
    fi
    value="\${value#"$before"}"
    case "$value" in
      *[!A-Za-z0-9_./:=@,+-]*) printf -v value '%q' "$value" ;;
    esac
    COMPREPLY+=("$value")
  done < <(kontor complete --line "$line" 2>/dev/null)
}
complete -F _kontor kontor
`;
