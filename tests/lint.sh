#!/bin/sh
# lint.sh SOURCE BUILD [--fix]: format, static analysis, shell scripts, the manual page, and the rules of the house.
# BUILD holds the presets gcc-checked and clang-debug, built. Says all that is wrong; exit status 1 when something is.
set -u
cd "$1" || exit 2
build=$2
fix=${3-}
wrong=0

complain() {
    wrong=1
    printf '%s\n' "$@"
}

# The project's own files of these kinds, one a line.
files() {
    for ending in "$@"; do
        find base cli grammar interp runtime tests tools trace -name "*.$ending" | sort
    done
}

# Headers are laid out by hand: their columns are for reading.
check_format() {
    echo "format"
    if [ "$fix" = --fix ]; then
        files c | xargs clang-format -i
    else
        files c | xargs clang-format --dry-run -Werror || complain "./dev lint --fix formats these"
    fi
}

# As clang-tidy sees each file of a layer or the command; tests are compiled with all warnings, which is enough for them.
check_tidy() {
    echo "static analysis"
    find base cli grammar interp runtime tools trace -name '*.c' | sort |
        xargs -P "$(nproc)" -n 4 clang-tidy --quiet -p "$build/clang-debug" 2>/dev/null || complain "clang-tidy has complaints"
}

check_shell() {
    echo "shell scripts"
    shellcheck -x -P . dev .ci/run tests/*.sh tests/broken/*.sh tests/cli/*.sh tests/fuzz/*.sh || complain "shellcheck has complaints"
}

check_manual() {
    echo "manual page"
    mandoc -T lint -W warning docs/conc-run.1 || complain "the manual page has faults"
}

# Variables that can be written would be shared by all tasks behind the engines' backs. (What gcc and bison add begins with a dot, __ or yy.)
check_globals() {
    echo "no writable globals"
    for library in "$build"/gcc-checked/*/lib*.a; do
        objdump -t "$library" 2>/dev/null | awk '$0 ~ / O \.(data|bss)(\.[^r]|[ \t])/ && $NF !~ /^(\.|__|yy)/ { print "    " $NF }' >"$build/globals"
        [ ! -s "$build/globals" ] || complain "writable globals in $(basename "$library"):" "$(cat "$build/globals")"
    done
    rm -f "$build/globals"
}

check_rules() {
    echo "rules of the house"
    for file in $(files c h y l); do
        lines=$(wc -l <"$file")
        [ "$lines" -le 800 ] || complain "$file has $lines lines; at most 800"
        head -n 1 "$file" | grep -qE '^(/\*|%\{|%code|%option)' || complain "$file does not begin with what it is for"
    done
    # shellcheck disable=SC2046 # no file has a blank in its name
    found=$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b|\blongjmp *\(|\bsetjmp *\(' $(files c h y l)) && complain "left for later, or not allowed:" "$found"
    found=$(find base grammar interp trace runtime -name '*.[ch]' ! -path 'runtime/os/*' -exec \
        grep -nE '#include <(pthread|threads|sys/wait|signal|time|sys/time|sys/timerfd|sys/signalfd|linux/futex)\.h>' {} +) &&
        complain "only runtime/os includes these:" "$found"
}

check_rules
check_shell
check_manual
check_globals
check_format
check_tidy
[ "$wrong" = 0 ] && echo "lint: all is well"
exit "$wrong"
