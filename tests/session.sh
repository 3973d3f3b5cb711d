#!/bin/sh
# session.sh FILE [PICTURE]: types the commands of a session, which are the lines of FILE that begin with "$ ", one after the other, and shows
# each with what it says; or, with a PICTURE, only this file, which one of them makes.
# Whether a command succeeds matters: one that fails has `$ echo $?` behind it, or it is the session that fails.
PATH=$PWD/.bin:$PATH

type_all() {
    status=0
    while IFS= read -r line <&3; do
        case $line in '$ '*) ;; *) continue ;; esac
        # shellcheck disable=SC2016 # it is the text that is looked for
        if [ "$status" != 0 ] && [ "$line" != '$ echo $?' ]; then
            break
        fi
        printf '%s\n' "$line"
        (exit "$status")
        eval "${line#??}" 3<&-
        status=$?
    done 3<"$1"
    [ "$status" = 0 ] || echo "its exit status is $status, and nobody looks at it"
    return "$status"
}

if [ $# -gt 1 ]; then
    type_all "$1" >.said 2>&1 && cat "$2"
else
    type_all "$1" 2>&1
fi
