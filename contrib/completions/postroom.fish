function __postroom_should_offer_completions_for_flags_or_options -a expected_commands
    set -l non_repeating_flags_or_options $argv[2..]
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __postroom_parse_tokens
    test "$commands" = "$expected_commands"; and return $non_repeating_flags_or_options_absent
end

function __postroom_should_offer_completions_for_positional -a expected_commands positional_index_comparison expected_positional_index
    set -l non_repeating_flags_or_options
    set -l non_repeating_flags_or_options_absent 0
    set -l positional_index 0
    set -l commands
    __postroom_parse_tokens
    test "$commands" = "$expected_commands" -a \( "$positional_index" "$positional_index_comparison" "$expected_positional_index" \)
end

function __postroom_parse_tokens -S
    set -l unparsed_tokens (__postroom_tokens -pc)
    switch $unparsed_tokens[1]
    case 'postroom'
        __postroom_parse_subcommand 0 'version' 'h/help'
        switch $unparsed_tokens[1]
        case 'init'
            __postroom_parse_subcommand 0 'host=' 'user=' 'tls=' 'port=' 'ca-file=' 'password-command=' 'password-file=' 'address=' 'maildir=' 'after=' 'directory=' 'no-try' 'force' 'non-interactive' 'version' 'h/help'
        case 'poll'
            __postroom_parse_subcommand -r 1 'c/config=' 'n/dry-run' 'json' 'q/quiet' 'version' 'h/help'
        case 'run'
            __postroom_parse_subcommand 0 'c/config=' 'log-format=' 'log-level=' 'version' 'h/help'
        case 'status'
            __postroom_parse_subcommand 0 'c/config=' 'json' 'version' 'h/help'
        case 'queue'
            __postroom_parse_subcommand 0 'version' 'h/help'
            switch $unparsed_tokens[1]
            case 'list'
                __postroom_parse_subcommand 0 'c/config=' 'account=' 'state=' 'json' 'version' 'h/help'
            case 'show'
                __postroom_parse_subcommand 1 'c/config=' 'json' 'version' 'h/help'
            case 'retry'
                __postroom_parse_subcommand -r 1 'c/config=' 'all' 'json' 'version' 'h/help'
            case 'hold'
                __postroom_parse_subcommand -r 1 'c/config=' 'all' 'json' 'version' 'h/help'
            case 'release'
                __postroom_parse_subcommand -r 1 'c/config=' 'all' 'json' 'version' 'h/help'
            case 'drop'
                __postroom_parse_subcommand -r 1 'c/config=' 'all' 'json' 'version' 'h/help'
            end
        case 'reload'
            __postroom_parse_subcommand 0 'c/config=' 'json' 'version' 'h/help'
        case 'check'
            __postroom_parse_subcommand -r 1 'c/config=' 'json' 'strict' 'version' 'h/help'
        case 'explain'
            __postroom_parse_subcommand -r 1 'r/rules=+' 'id=' 'c/config=' 'json' 'a/all' 'account=' 'now=' 'trust=+' 'version' 'h/help'
        case 'test'
            __postroom_parse_subcommand -r 1 'json' 'c/config=' 'version' 'h/help'
        case 'parse'
            __postroom_parse_subcommand -r 1 'json' 'lines=' 'c/config=' 'version' 'h/help'
        case 'tags'
            __postroom_parse_subcommand 0 'c/config=' 'json' 'version' 'h/help'
        case 'search'
            __postroom_parse_subcommand -r 1 'c/config=' 'limit=' 'json' 'version' 'h/help'
        case 'backup'
            __postroom_parse_subcommand 1 'c/config=' 'json' 'version' 'h/help'
        case 'repair'
            __postroom_parse_subcommand 0 'c/config=' 'from=' 'n/dry-run' 'json' 'version' 'h/help'
        case 'demo'
            __postroom_parse_subcommand 0 'directory=' 'rules=' 'version' 'h/help'
        case 'help'
            __postroom_parse_subcommand -r 1 'version'
        end
    end
end

function __postroom_tokens
    if test (string split -m 1 -f 1 -- . "$FISH_VERSION") -gt 3
        commandline --tokens-raw $argv
    else
        commandline -o $argv
    end
end

function __postroom_parse_subcommand -S -a positional_count
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

function __postroom_complete_directories
    set -l token (commandline -t)
    string match -- '*/' $token
    set -l subdirs $token*/
    printf %s\n $subdirs
end

function __postroom_custom_completion
    set -x SAP_SHELL fish
    set -x SAP_SHELL_VERSION $FISH_VERSION
    set -l tokens (__postroom_tokens -p)
    if test -z "$(__postroom_tokens -t)"
        set -l index (count (__postroom_tokens -pc))
        set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
    end
    command $tokens[1] $argv $tokens
end

complete -c 'postroom' -f
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'init' -d 'Write a commented postroom.toml and starter rules, by asking a few questions or by flags.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'poll' -d 'Fetch, decide and file what is new: one round of all accounts, or of those named.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'run' -d 'Poll, decide, file and forward for as long as it runs: the daemon.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'status' -d 'Say how the accounts, the queue and the disk are, whether a daemon runs or not.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'queue' -d 'Show what is still to be sent and what was set aside; retry, hold, release or drop it.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'reload' -d 'Have the running daemon read configuration and rules anew.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'check' -d 'Find every mistake in rule files, or in the configuration and all its rules.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'explain' -d 'Say what rules would do with a message, rule by rule, and why.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'test' -d 'Run the tests in rule files: does each message go where it should?'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'parse' -d 'Show a message as the rules see it: header, parts, attachments, text.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'tags' -d 'List the tags in use, with how many messages have each and when the newest came.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'search' -d 'Find messages, and the folders they went to.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'backup' -d 'Copy the ledger, and the mail that is on its way, into a new directory; also while the daemon runs.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'repair' -d 'Look whether the ledger is sound, and rebuild a damaged or lost one from what is left of it.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'demo' -d 'See Postroom at work on sample mail: no account and no network needed.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom" -eq 1' -fa 'help' -d 'Show subcommand help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" host' -l 'host' -d 'The POP3 server.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" user' -l 'user' -d 'The name to log in with.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" tls' -l 'tls' -d 'implicit (port 995), starttls (port 110), or none (this machine only).' -rfka 'implicit starttls none'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" port' -l 'port' -d 'The port, if it is not the usual one.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" ca-file' -l 'ca-file' -d 'Certificates in PEM that are trusted besides the system\'s, for a server of your own.' -rF
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" password-command' -l 'password-command' -d 'A program that prints the password, with its arguments, in quotes; no shell runs it.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" password-file' -l 'password-file' -d 'A file that holds the password, and that nobody else can read.' -rF
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" address' -l 'address' -d 'Your mail address, for the rules.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" maildir' -l 'maildir' -d 'Where mail goes: the directory of a Maildir. (default: ~/Mail)' -rfa '(__postroom_complete_directories)'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" after' -l 'after' -d 'What becomes of the server\'s copy: keep, delete, \'delete after 14d\'. (default: keep)' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" directory' -l 'directory' -d 'Where to write. (default: $XDG_CONFIG_HOME/postroom, which is ~/.config/postroom)' -rfa '(__postroom_complete_directories)'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" no-try' -l 'no-try' -d 'Write without trying the sign-in.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" force' -l 'force' -d 'Replace files that are there.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" non-interactive' -l 'non-interactive' -d 'Ask nothing: what no flag gives has its default, or is missing.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom init" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom poll" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom poll" dry-run n' -l 'dry-run' -s 'n' -d 'Retrieve and decide, print what would happen, change nothing.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom poll" json' -l 'json' -d 'One JSON object a line for each account, and with --dry-run for each message before it.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom poll" q quiet' -l 'quiet' -s 'q' -d 'Say nothing unless something is wrong.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom poll" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom poll" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom run" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom run" log-format' -l 'log-format' -d 'human, json (one object a line), journald (fields and priorities), or auto: journald under systemd, else human.' -rfka 'human json journald auto'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom run" log-level' -l 'log-level' -d 'The least that is logged: debug, info, notice, warning, error.' -rfka 'debug info notice warning error'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom run" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom run" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom status" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom status" json' -l 'json' -d 'One JSON object.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom status" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom status" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom queue" -eq 1' -fa 'list' -d 'List the queue: an entry a line, with its last answer beneath.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom queue" -eq 1' -fa 'show' -d 'Show all that is known of an entry.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom queue" -eq 1' -fa 'retry' -d 'Try entries again now, also those that were set aside.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom queue" -eq 1' -fa 'hold' -d 'Leave entries alone until they are released.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom queue" -eq 1' -fa 'release' -d 'Let entries go on that were held.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom queue" -eq 1' -fa 'drop' -d 'Give entries up for good.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue list" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue list" account' -l 'account' -d 'Only this account\'s entries.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue list" state' -l 'state' -d 'Only entries in this state: planned, intent, deferred, held, parked, waiting, quarantined.' -rfka 'planned intent deferred held parked waiting quarantined'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue list" json' -l 'json' -d 'One JSON object a line for each entry.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue list" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue list" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue show" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue show" json' -l 'json' -d 'One JSON object.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue show" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue show" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue retry" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue retry" all' -l 'all' -d 'All entries that are in the queue.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue retry" json' -l 'json' -d 'One JSON object: changed and unchanged, by their numbers.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue retry" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue retry" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue hold" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue hold" all' -l 'all' -d 'All entries that are in the queue.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue hold" json' -l 'json' -d 'One JSON object: changed and unchanged, by their numbers.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue hold" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue hold" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue release" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue release" all' -l 'all' -d 'All entries that are in the queue.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue release" json' -l 'json' -d 'One JSON object: changed and unchanged, by their numbers.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue release" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue release" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue drop" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue drop" all' -l 'all' -d 'All entries that are in the queue.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue drop" json' -l 'json' -d 'One JSON object: changed and unchanged, by their numbers.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue drop" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom queue drop" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom reload" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom reload" json' -l 'json' -d 'One JSON object: error (a sentence, or null) and findings.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom reload" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom reload" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom check" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom check" -ge 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'rules\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom check" json' -l 'json' -d 'One JSON object a line for each finding, on standard output.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom check" strict' -l 'strict' -d 'Warnings count as errors.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom check" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom check" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain"' -l 'rules' -s 'r' -d 'A rule file; may be given several times, in the order in which the rules are to run.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'rules\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" id' -l 'id' -d 'A recorded decision instead of messages.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" json' -l 'json' -d 'One JSON object a line for each message.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" a all' -l 'all' -s 'a' -d 'Show all rules, also those that did not match or were not reached.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" account' -l 'account' -d 'The account whose mail it would be. Without it: the only one of the configuration, else "default".' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" now' -l 'now' -d 'The clock of the rules, as 2026-08-03T09:00:00+02:00. Without it: the clock of this machine.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain"' -l 'trust' -d 'A server whose Authentication-Results are believed, by its authserv-id, besides those of the account; may be given several times.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom explain" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom test" -ge 1' -fa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'rules\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom test" json' -l 'json' -d 'One JSON object a line for each test, on standard output.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom test" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom test" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom test" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom parse" json' -l 'json' -d 'One JSON object a line for each message.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom parse" lines' -l 'lines' -d 'How many lines of the text to show.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom parse" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom parse" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom parse" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom tags" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom tags" json' -l 'json' -d 'One JSON object a line for each tag.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom tags" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom tags" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom search" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom search" limit' -l 'limit' -d 'How many messages to show at most.' -rfka ''
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom search" json' -l 'json' -d 'One JSON object a line for each message.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom search" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom search" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom backup" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_positional "postroom backup" -eq 1' -fa '(__postroom_complete_directories)'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom backup" json' -l 'json' -d 'One JSON object.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom backup" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom backup" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom repair" c config' -l 'config' -s 'c' -d 'The configuration to use.' -rfa '(for p in (string match -e -- \'*/\' (commandline -t);or printf \n)*.\'toml\';printf %s\n $p;end;__fish_complete_directories (commandline -t) \'\')'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom repair" from' -l 'from' -d 'Complete the ledger from this backup.' -rfa '(__postroom_complete_directories)'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom repair" dry-run n' -l 'dry-run' -s 'n' -d 'Say what would be rebuilt, and change nothing.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom repair" json' -l 'json' -d 'One JSON object.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom repair" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom repair" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom demo" directory' -l 'directory' -d 'Where to work; what an earlier demo left there is replaced.' -rfa '(__postroom_complete_directories)'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom demo" rules' -l 'rules' -d 'The directory with personal.rules and team.rules.' -rfa '(__postroom_complete_directories)'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom demo" version' -l 'version' -d 'Show the version.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom demo" h help' -s 'h' -l 'help' -d 'Show help information.'
complete -c 'postroom' -n '__postroom_should_offer_completions_for_flags_or_options "postroom help" version' -l 'version' -d 'Show the version.'
