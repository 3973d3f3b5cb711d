/* save: numbers and bytes as text, and back. Calls base. */
#include "runtime/check/save.h"

void save_number(buf *out, uint64_t n) { buf_printf(out, "%llu ", (unsigned long long)n); }

void save_bytes(buf *out, const char *bytes, size_t length)
{
    save_number(out, length);
    if (length)
        buf_add(out, bytes, length);
    buf_char(out, ' ');
}

void save_line(buf *out) { buf_char(out, '\n'); }

uint64_t load_number(saved_text *s)
{
    uint64_t n = 0;
    const char *from;
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n'))
        s->at++;
    for (from = s->at; s->at < s->end && *s->at >= '0' && *s->at <= '9'; s->at++)
        s->bad |= __builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, (uint64_t)(*s->at - '0'), &n);
    s->bad |= s->at == from || s->at == s->end || *s->at != ' ';
    return s->bad ? 0 : n;
}

uint32_t load_below(saved_text *s, uint32_t most)
{
    uint64_t n = load_number(s);
    s->bad |= n > most;
    return s->bad ? 0 : (uint32_t)n;
}

const char *load_bytes(saved_text *s, size_t *length)
{
    *length = load_number(s);
    if (!s->bad && (size_t)(s->end - s->at) < *length + 2)
        s->bad = true;
    if (s->bad) {
        *length = 0;
        return "";
    }
    const char *bytes = s->at + 1; /* behind the blank */
    s->at = bytes + *length;
    return bytes;
}
