# What Graphviz and PlantUML say of what is written for them, where they are installed: texts of a script are no part of their syntax.
# shellcheck shell=sh
# shellcheck source=tests/cli/check.inc
. "$(dirname "$0")/check.inc"

cat >hostile.cs <<'TEXT'
scenario "@enduml\n!include /etc/passwd \"]; end" { }
queue q
lock m
func job(text) { with m { q.put(text) }; print(text); raise text }
let texts = ["end", "\"]; x [label=\"\\", "<<x>> **b** //i// ~~", "!define X Y", "' no", "/' no '/", "a\nparticipant Z\r\n@enduml", "%date() $x <&x>",
    "  ", "", "\u{2028}one\u{2029}", "<b>&amp;</b>", "-> B : x", "\33[31mred", "note over T1", "{{\nsalt\n}}", "skinparam x y", "==x==", "|||", "\\N\\G\\l"]
for text in texts { thread(job, [text], name: text).start() }
for text in texts { q.get() }
TEXT
command -v plantuml >/dev/null || command -v dot >/dev/null || {
    echo "neither Graphviz nor PlantUML is installed; ./dev setup browser installs them"
    exit 77
}
for form in plantuml dot; do
    run sim --format "$form" -o "hostile.$form" hostile.cs
    check "$form is written, though tasks end by errors" 1 '' 'error'
done

if command -v plantuml >/dev/null; then
    said=$(plantuml -charset UTF-8 -syntax <hostile.plantuml 2>&1)
    same 'PlantUML: a diagram, with all tasks and nobody else' "SEQUENCE
(21 participants)" "$said"
fi
if command -v dot >/dev/null; then
    dot -Tsvg hostile.dot >hostile.svg 2>err
    status=$?
    : >out
    check 'Graphviz: a drawing' 0 '' ''
    same 'with all tasks' 21 "$(grep -c 'class="cluster"' hostile.svg)"
fi
finish
