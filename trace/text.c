/* text: UTF-8, columns and escape sequences. Calls base/buf. The widths are those of the common wide and combining ranges, not of all
 * Unicode. */
#include "trace/text.h"

static bool continues(unsigned char c) { return (c & 0xC0) == 0x80; }

size_t text_decode(const char *text, size_t length, uint32_t *code_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80) {
        *code_point = s[0];
        return 1;
    }
    size_t size = s[0] >= 0xF0 && s[0] < 0xF8 ? 4 : s[0] >= 0xE0 && s[0] < 0xF0 ? 3 : s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : 0;
    if (size == 0 || size > length)
        return 0;
    uint32_t c = s[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if (!continues(s[i]))
            return 0;
        c = c << 6 | (s[i] & 0x3F);
    }
    *code_point = c;
    return c < least[size] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : size;
}

typedef struct range {
    uint32_t first, last;
} range;

static bool within(uint32_t c, const range *ranges, size_t count)
{
    for (size_t i = 0; i < count && ranges[i].first <= c; i++)
        if (c <= ranges[i].last)
            return true;
    return false;
}

int text_columns(uint32_t c)
{
    static const range none[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x300, 0x36F},    {0x1AB0, 0x1AFF},
                                 {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x2064},  {0x20D0, 0x20FF},
                                 {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF}};
    static const range wide[] = {{0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},   {0x26A1, 0x26A1},
                                 {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97C},
                                 {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
                                 {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
    if (c >= 0x20 && c < 0x7F)
        return 1;
    if (within(c, none, sizeof none / sizeof *none))
        return 0;
    return within(c, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

bool text_shows(uint32_t c)
{
    static const range hidden[] = {{0x00, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x202E}, {0x2066, 0x2069}};
    return c >= 0x20 && (c < 0x7F || !within(c, hidden, sizeof hidden / sizeof *hidden));
}

/* One character, or one byte where it is no UTF-8 (shown as one replacement character). */
static size_t text_step(const char *text, size_t length, size_t *columns)
{
    uint32_t c;
    size_t size = text_decode(text, length, &c);
    *columns = size ? (size_t)text_columns(c) : 1;
    return size ? size : 1;
}

size_t text_width(const char *text, size_t length)
{
    size_t width = 0, columns;
    for (size_t i = 0; i < length; width += columns)
        i += text_step(text + i, length - i, &columns);
    return width;
}

size_t text_fit(const char *text, size_t length, size_t columns)
{
    size_t at = 0, width = 0, more;
    while (at < length) {
        size_t size = text_step(text + at, length - at, &more);
        if (width + more > columns)
            return at;
        width += more;
        at += size;
    }
    return at;
}

/* Where "-17" begins at the end of a name; its length, when it has no such end. */
static size_t number_begins(const char *text, size_t length)
{
    enum { DIGITS_MOST = 6 };
    size_t at = length;
    while (at && length - at < DIGITS_MOST && text[at - 1] >= '0' && text[at - 1] <= '9')
        at--;
    return at && at < length && text[at - 1] == '-' ? at - 1 : length;
}

bool text_cut(const char *text, size_t length, size_t columns, size_t *head, size_t *tail)
{
    *head = *tail = length;
    if (text_fit(text, length, columns) == length)
        return false;
    size_t number = number_begins(text, length);
    if (length - number + 1 < columns)
        *tail = number;
    *head = columns ? text_fit(text, length, columns - 1 - (length - *tail)) : 0;
    return true;
}

/* ESC [ parameters final: a control sequence. */
static size_t escape_control(const char *text, size_t length)
{
    size_t i = 2;
    while (i < length && text[i] >= 0x20 && text[i] < 0x40)
        i++;
    return i < length && text[i] >= 0x40 && text[i] < 0x7F ? i + 1 : i;
}

/* ESC ] … (BEL or ESC \): a command to the terminal; also ESC P, ^, _ and X. One that never ends is taken for its first two bytes. */
static size_t escape_string(const char *text, size_t length)
{
    for (size_t i = 2; i < length; i++) {
        if (text[i] == '\a')
            return i + 1;
        if (text[i] == '\33' && i + 1 < length && text[i + 1] == '\\')
            return i + 2;
    }
    return 2;
}

size_t text_escape(const char *text, size_t length)
{
    if (length < 2)
        return length;
    if (text[1] == '[')
        return escape_control(text, length);
    if (text[1] == ']' || text[1] == 'P' || text[1] == '^' || text[1] == '_' || text[1] == 'X')
        return escape_string(text, length);
    size_t i = 1;
    while (i < length && text[i] >= 0x20 && text[i] < 0x30) /* ESC ( B */
        i++;
    return i < length && text[i] >= 0x30 && text[i] < 0x7F ? i + 1 : i;
}

void text_clean(buf *out, const char *text, size_t length)
{
    while (length) {
        uint32_t c;
        size_t size = text_decode(text, length, &c), step = size ? size : 1;
        if (size && c == '\33')
            step = text_escape(text, length);
        else if (size && text_shows(c))
            buf_add(out, text, size);
        text += step;
        length -= step;
    }
}
