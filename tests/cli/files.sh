# Files that are no scenarios.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

run missing.cs
check missing 2 '' '^missing\.cs: error: there is no such file$'
run smi
check 'a command mistyped' 2 '' "did you mean the command 'sim'"
mkdir folder.cs
run folder.cs
check 'a folder' 2 '' '^folder\.cs: error: it is a directory$'
: >empty.cs
run empty.cs
check empty 2 '' '^empty\.cs: error: it is empty$'
echo 'print(1)' >locked.cs
chmod 000 locked.cs
if [ "$(id -u)" != 0 ]; then
    run locked.cs
    check unreadable 2 '' '^locked\.cs: error: it cannot be read: Permission denied$'
fi
head -c 17000000 /dev/zero | tr '\0' '#' >large.cs
run lint large.cs
check 'too large' 2 '' '^large\.cs: error: it is larger than 16 MB'
head -c 1000000 /dev/zero | tr '\0' '#' >long.cs
run lint long.cs
check 'a comment of a megabyte' 0 '' ''
printf 'print("a\000b")\n' >nul.cs
run nul.cs
check NUL 2 '' '^nul\.cs:1:[0-9]+: error: '
printf 'print("\377")\n' >latin.cs
run latin.cs
check 'not UTF-8' 2 '' '^latin\.cs:1:[0-9]+: error: '
head -c 100000 /dev/zero | tr '\0' '(' >deep.cs
run deep.cs
check 'too deep' 2 '' '^deep\.cs:1:[0-9]+: error: '
printf '\357\273\277print("mark")\r\n' >mark.cs
run sim -q mark.cs
check 'a byte order mark, and CRLF' 0 '^mark$' ''
printf 'print("no newline")' >end.cs
run sim -q end.cs
check 'no newline at the end' 0 '^no newline$' ''
finish
