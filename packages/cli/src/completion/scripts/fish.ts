import { FILES } from '../files-mark.ts';

/** Fish, sourced or as \`kontor.fish\` in its folder of completions. */
export const fishScript = `# completes kontor in fish
function __kontor_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (command kontor complete -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = '${FILES}'
            __fish_complete_path "$current"
        else
            printf '%s\\n' $line
        end
    end
end
complete -c kontor -f -a '(__kontor_complete)'
`;
