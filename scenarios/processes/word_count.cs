# Map and reduce: many processes count the words of a line each, the parent adds their counts up.
#
# What to see: the lines are given out to a pool, and counted in parallel; a longer line takes longer. `imap_unordered`
# hands out the counts as they come, so the adding up begins when the shortest line, the last one, is counted.
#
#   conc-run scenarios/processes/word_count.cs
#   conc-run sim scenarios/processes/word_count.cs
scenario "Counting words" { }

let text = """the lazy dog and the quick brown fox
the quick cat and the dog
the dog and the fox
a quick dog"""

func count_words(line) {
    let words = line.split()
    work(len(words) * 100ms)
    var counts = {}
    for word in words {
        counts[word] = counts.get(word, 0) + 1
    }
    return counts
}

var total = {}
pool counters(4)
for counts in counters.imap_unordered(count_words, text.split("\n")) {
    for word, n in counts {
        total[word] = total.get(word, 0) + n
    }
    print("{sum(counts.values())} words more, {sum(total.values())} in all")
}
for n, word in sorted([[n, word] for word, n in total], reverse: true)[0:3] {
    print("{word}: {n}")
}
