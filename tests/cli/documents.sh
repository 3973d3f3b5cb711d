# The documents hang together: links lead somewhere, pictures are shown, what stands in the table of python.md was tried.
# shellcheck shell=sh
# shellcheck disable=SC2016 # backticks are looked for, and nothing is to be expanded between them
# shellcheck source=tests/cli/check.inc
source=$(cd "$(dirname "$0")/../.." && pwd)
. "$(dirname "$0")/check.inc"

documents=$(cd "$source" && find README.md CONTRIBUTING.md docs -name '*.md' | sort)

# The lines of a document that are no example; code between backticks is none of a link.
prose() { awk '/^```/ { inside = !inside; next } !inside' "$source/$1"; }

# The anchors of a document, as its headings make them.
anchors() {
    prose "$1" | sed -n 's/^##* //p' | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

# links FILE: where its links lead, one a line.
links() { prose "$1" | sed 's/`[^`]*`//g' | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//'; }

# leads FILE LINK: is there such a file, and such a heading in it?
leads() {
    case $2 in http*) return 0 ;; esac
    path=${2%%#*}
    folder=$(dirname "$1")
    target=$1
    [ -z "$path" ] || target=$folder/$path
    [ -e "$source/$target" ] || return 1
    case $2 in
    *'#'*) anchors "$target" | grep -qxF -e "${2#*#}" ;;
    esac
}

for document in $documents; do
    wrong=
    for link in $(links "$document"); do
        leads "$document" "$link" || wrong="$wrong $link"
    done
    same "the links of $document" '' "$wrong"
done

# A picture that no session makes would never be compared, and one that no chapter shows is seen by nobody.
for picture in "$source"/docs/guide/pictures/*; do
    name=$(basename "$picture")
    made=$(cat "$source"/docs/guide/*.md | grep -cE "^\\\$ conc-run .*-o $name( |\$)")
    shown=$(cat "$source"/docs/guide/*.md | grep -cE "^!\[.+\]\(pictures/$name\)")
    same "$name is made and shown" '1 1' "$made $shown"
done

# A block of a kind that the runner does not know would be no test.
unknown=$(cd "$source" && awk '/^```/ { inside = !inside; if (inside) print FILENAME ": " $1 }' docs/guide/*.md docs/python.md docs/reference/*.md |
    grep -vE '```(conc|conc-error|output|timeline|console|mermaid|python)$')
same 'all blocks are of a known kind' '' "$unknown"

# Each chapter leads to the next, and the index has all of them.
chapters=$(cd "$source/docs/guide" && echo [0-9]*.md)
same 'the index has all chapters, in order' "$chapters" "$(links docs/guide/README.md | grep -E '^[0-9]' | xargs)"
same 'each chapter leads to the next' "${chapters#* }" "$(cd "$source/docs/guide" && sed -n 's/^Next: .*](\(.*\))$/\1/p' [0-9]*.md | xargs)"

# The second column of a table in python.md: each form stands in an example, word for word.
awk '/^```/ { inside = $1 == "```conc"; next } inside' "$source/docs/python.md" >examples
prose docs/python.md | grep '^| ' | sed 's/| |/|  |/g' | awk -F ' [|] ' '{ print $2 }' | grep -oE '`[^`]+`' | tr -d '`' | sort -u >forms
missing=$(while IFS= read -r form; do
    case $form in *…*) continue ;; esac
    grep -qF -e "$form" examples || echo "$form"
done <forms)
same 'the forms of python.md are tried' '' "$missing"
# What the reference lists, conc-run help explains.
words=$(sed -n 's/^## //p' "$source/docs/reference/kinds.md"
    sed -n 's/^| `\([a-z_]*\)[(`].*/\1/p' "$source/docs/reference/functions.md" "$source/docs/reference/errors.md" "$source/docs/reference/header.md" |
        grep -v '^function$')
silent=
for word in $words; do
    "$program" help "$word" | grep -q "$word" || silent="$silent $word"
done
same 'each word of the reference is explained' '' "$silent"
[ "$(echo "$words" | wc -l)" -gt 80 ] || not_ok 'the reference has words'
[ "$(wc -l <forms)" -gt 100 ] || not_ok 'python.md has tables'
finish
