#!/bin/sh
# session.sh FILE: types the commands of a session, which are the lines of FILE that begin with "$ ", one after the other, and shows each with
# what it says. Whether a command succeeds matters: one that fails has `$ echo $?` behind it, or it is the session that fails.
exec 2>&1
PATH=$PWD/.bin:$PATH
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
exit "$status"
