function __segue_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __segue_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __segue_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __segue_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __segue_parse_tokens -S
    set -l unparsed_tokens (__segue_tokens -pc)
    switch $unparsed_tokens[1]
    case 'segue'
        __segue_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'run'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'locked' 'version' 'h/help'
        case 'check'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'version' 'h/help'
        case 'fmt'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'check' 'version' 'h/help'
        case 'plan'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'version' 'h/help'
        case 'new'
            __segue_parse_subcommand 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'o/output=' 'version' 'h/help'
        case 'doc'
            __segue_parse_subcommand 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'all' 'output=' 'version' 'h/help'
        case 'explain'
            __segue_parse_subcommand 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'version' 'h/help'
        case 'doctor'
            __segue_parse_subcommand 0 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'version' 'h/help'
        case 'lock'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'id-key-file=' 'version' 'h/help'
        case 'verify'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'id-key-file=' 'summary=' 'junit=' 'version' 'h/help'
        case 'apply'
            __segue_parse_subcommand 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'input=+' 'model=' 'as_of=' 'o/output=' 'max-psi=' 'max-unassigned=' 'skip-code' 'version' 'h/help'
        case 'diff'
            __segue_parse_subcommand 2 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'data' 'input=+' 'money=' 'summary=' 'version' 'h/help'
        case 'whatif'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'summary=' 'version' 'h/help'
        case 'report'
            __segue_parse_subcommand -r 1 'json' 'format=' 'color=' 'quiet' 'notes' 'ledger' 'timings' 'no-input' 'threads=' 'memory=' 'root=' 'safe' 'seed=' 'o/output=' 'as=' 'brand=' 'version' 'h/help'
        case 'help'
            __segue_parse_subcommand -r 1 'version'
        end
    end
end

function __segue_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __segue_parse_subcommand -S -a positional_count
    argparse -s r -- $argv
    set -l option_specs $argv[2..]
    set -l is_repeating_positional $_flag_r
    set -el _flag_r
    set -a commands $unparsed_tokens[1]
    set positional_index 0
    while true
        set -e unparsed_tokens[1]
        argparse -sn "$commands" $option_specs -- $unparsed_tokens 2> /dev/null
        set unparsed_tokens $argv
        set positional_index (math $positional_index + 1)
        for non_repeating_flag_or_option in $non_repeating_flags_or_options
            if set -ql "_flag_$(string replace -a - _ -- $non_repeating_flag_or_option)"
                set non_repeating_flags_or_options_absent 1
                break
            end
        end
        test (count $unparsed_tokens) -eq 0 -o \( -z "$is_repeating_positional" -a "$positional_index" -gt "$positional_count" \) && break
    end
end

function __segue_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __segue_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__segue_tokens -p)
    if test -z "$(__segue_tokens -t)"
        set -l index (count (__segue_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'segue' -f
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'run' -d 'Check a script, run it, and print each bare pipeline.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'check' -d 'Say everything that can be known without running.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'fmt' -d 'Write scripts in the one style; comments stay where they are.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'plan' -d 'Say what a script will do: stages, types, rows, memory, and every file it touches.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'new' -d 'Write a commented first script for a file of data.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'doc' -d 'Print the reference of a stage, a function, or all of it.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'explain' -d 'Say what a code means, with an example and what to write instead.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'doctor' -d 'Say what works on this machine, what is missing and how to get it.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'lock' -d 'Run a script and write what it decided and found to F.seg.lock.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'verify' -d 'Recompute a script and compare everything with its lock; name the cause of a difference.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'apply' -d 'Push fresh data through the decisions of a lock: one row out for each entity in.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'diff' -d 'Compare two locks: decisions, fitted numbers, metrics, and which segment became which.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'whatif' -d 'Run a script with each decision made otherwise, and rank what hangs on them.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'report' -d 'Run a script and write its segments as a page to pass around.'
complete -c 'segue' -n '__segue_should_offer_completions_for_positional "segue" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" locked' -l 'locked' -d 'Run only if script and data are those of F.seg.lock, with its params and seed.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" check' -l 'check' -d 'Change nothing; name the scripts that would change, and end with 1.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue fmt" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue plan" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" o output' -l 'output' -s 'o' -d 'Write here; - prints.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue new" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" all' -l 'all' -d 'Every page.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" output' -l 'output' -d 'Write the pages into this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doc" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue doctor" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" id-key-file' -l 'id-key-file' -d 'A secret that ids are mixed with before they are hashed.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue lock" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" id-key-file' -l 'id-key-file' -d 'The secret that the lock was made with.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" summary' -l 'summary' -d 'Also write Markdown for a pull request.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" junit' -l 'junit' -d 'Also write JUnit XML for a CI server.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue verify" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply"' -l 'input' -d 'A fresh file for an input; the name may be left out if there is one input.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" model' -l 'model' -d 'The name of the model, if the lock has several.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" as_of' -l 'as_of' -d 'Count recency up to this day, or with `latest` to the day after the last fresh purchase.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" o output' -s 'o' -l 'output' -d 'Where to write the CSV; standard output if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" max-psi' -l 'max-psi' -d 'End with 5 if a feature has drifted further: the greatest PSI allowed.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" max-unassigned' -l 'max-unassigned' -d 'End with 5 if a greater share of the customers has no segment.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" skip-code' -l 'skip-code' -d 'End with 99 if there is nothing new: nobody in the data, or the output as it is.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue apply" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" data' -l 'data' -d 'Run both scripts again and compare customer by customer.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff"' -l 'input' -d 'Compare on this file, by the decisions of either lock.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" money' -l 'money' -d 'The feature that says what a customer is worth.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" summary' -l 'summary' -d 'Also write Markdown for a pull request.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue diff" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" summary' -l 'summary' -d 'Also write Markdown for a pull request.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue whatif" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" json' -l 'json' -d 'Print one JSON document on standard output.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" format' -l 'format' -d 'How results are printed: table, csv, tsv, json or md.' -rfka 'table csv tsv json md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" color' -l 'color' -d 'Colours: auto, always or never. NO_COLOR is respected.' -rfka 'auto always never'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" quiet' -l 'quiet' -d 'Print no notes, no ledger and no progress; warnings and errors stay.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" notes' -l 'notes' -d 'Print every note, also those about how files were read.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" ledger' -l 'ledger' -d 'Print the whole ledger: each decision, its reason and its numbers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" timings' -l 'timings' -d 'Say how long each stage took.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" no-input' -l 'no-input' -d 'Never ask and never open a prompt.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" threads' -l 'threads' -d 'Threads to use; results do not depend on it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" memory' -l 'memory' -d 'The most memory to plan with, such as 8GiB.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" root' -l 'root' -d 'Read and write only below this folder.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" safe' -l 'safe' -d 'Read and write only below this folder: for scripts from strangers.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" seed' -l 'seed' -d 'The seed of every random choice that the script does not seed; 1 if left out.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" o output' -l 'output' -s 'o' -d 'The file; without it F.html beside the script, `-` prints it.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" as' -l 'as' -d 'html or md.' -rfka 'html md'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" brand' -l 'brand' -d 'The colour of bars and headings.' -rfka ''
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" version' -l 'version' -d 'Show the version.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue report" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'segue' -n '__segue_should_offer_completions_for_flags_or_options "segue help" version' -l 'version' -d 'Show the version.'
