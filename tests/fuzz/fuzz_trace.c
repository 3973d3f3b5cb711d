/* fuzz_trace: any bytes as a saved trace: read, shown in every format, and compared with itself. Nothing may crash, leak or hang. */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "trace/compare.h"
#include "trace/format.h"
#include "trace/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Into the sink and the history, each NULL when it is not wanted. */
static void read_all(int fd, const format *f, int nowhere, history *h)
{
    trace_head head;
    event e;
    lseek(fd, 0, SEEK_SET);
    reader *r = reader_new(fd, NULL);
    if (r && reader_head(r, &head)) {
        format_options o = {.fd = nowhere, .live = true, .columns = 80, .script = head.script, .title = head.title, .engine = head.engine};
        sink *s = f ? f->open(&o) : NULL;
        while (reader_next(r, &e) == READING_EVENT) {
            if (s)
                s->event(s, &e);
            if (h)
                history_event(h, &e);
        }
        if (s)
            s->end(s);
    }
    reader_free(r);
}

static void compare_with_itself(int fd)
{
    history *h = history_new(NULL);
    buf text = {0};
    if (h) {
        read_all(fd, NULL, -1, h);
        comparison result = compare(h, h, true, &text);
        if (result == COMPARED_DIFFERENT)
            abort();
    }
    buf_free(&text);
    history_free(h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file = tmpfile();
    int nowhere = open("/dev/null", O_WRONLY);
    if (file && nowhere >= 0 && write(fileno(file), data, size) == (ssize_t)size) {
        for (int i = 0; i < format_count; i++)
            read_all(fileno(file), &formats[i], nowhere, NULL);
        compare_with_itself(fileno(file));
    }
    if (file)
        fclose(file);
    if (nowhere >= 0)
        close(nowhere);
    return 0;
}
