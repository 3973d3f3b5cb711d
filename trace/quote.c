/* quote: texts as they are spelt in languages that formats write. Calls trace/text and trace/out. */
#include "trace/quote.h"

#include "trace/text.h"

enum { PIECE = 256 }; /* what is escaped at once of a text */
enum { ESCAPED = 6 }; /* times longer than it was, at most: \u001b */

#define PUT(at, literal) ((char *)memcpy(at, literal, sizeof literal - 1) + sizeof literal - 1)

/* One character that cannot stand as it is: a control, a quote, a backslash, or a byte that is no UTF-8. */
static char *put_escape(char *at, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char shorts[][2] = {{'"', '"'}, {'\\', '\\'}, {'\n', 'n'}, {'\t', 't'}, {'\r', 'r'}, {'\b', 'b'}, {'\f', 'f'}};
    for (size_t i = 0; i < sizeof shorts / sizeof *shorts; i++)
        if (shorts[i][0] == (char)c) {
            *at++ = '\\';
            *at++ = shorts[i][1];
            return at;
        }
    if (c >= 0x80)
        return PUT(at, "\xEF\xBF\xBD");
    at = PUT(at, "\\u00");
    *at++ = hex[c >> 4];
    *at++ = hex[c & 15];
    return at;
}

static bool plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

/* The next PIECE bytes of a text, or a few more, so that no character is cut in two. There is room for ESCAPED times as many. */
static char *put_piece(char *at, const char **text, const char *end)
{
    const char *from = *text, *stop = end - from > PIECE ? from + PIECE : end;
    while (from < stop) {
        if (plain((unsigned char)*from)) {
            *at++ = *from++;
            continue;
        }
        uint32_t c;
        size_t size = text_decode(from, (size_t)(end - from), &c);
        if (size > 1) {
            memcpy(at, from, size);
            at += size;
            from += size;
        } else {
            at = put_escape(at, (unsigned char)*from++);
        }
    }
    *text = from;
    return at;
}

void quote_json(out *o, const char *text, size_t length)
{
    out_char(o, '"');
    for (const char *end = text + length; text < end;)
        out_end(o, put_piece(out_room(o, ESCAPED * (PIECE + 1)), &text, end));
    out_char(o, '"');
}

void quote_json_text(out *o, const char *text) { quote_json(o, text, strlen(text)); }

void quote_json_into(buf *spelt, const char *text, size_t length)
{
    char piece[ESCAPED * (PIECE + 1)];
    buf_char(spelt, '"');
    for (const char *end = text + length; text < end;)
        buf_add(spelt, piece, (size_t)(put_piece(piece, &text, end) - piece));
    buf_char(spelt, '"');
}
