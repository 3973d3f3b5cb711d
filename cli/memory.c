/* memory: limits of the process. Calls the system. */
#include "cli/memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Sanitizers keep a map of all memory in memory, which no limit would allow for. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIMITS_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LIMITS_MEMORY 0
#endif
#endif
#ifndef LIMITS_MEMORY
#define LIMITS_MEMORY 1
#endif

void memory_allow(int64_t bytes)
{
    struct rlimit limit;
    if (!LIMITS_MEMORY || getrlimit(RLIMIT_DATA, &limit) != 0)
        return;
    if (bytes > 0 && (limit.rlim_max == RLIM_INFINITY || (rlim_t)bytes < limit.rlim_max))
        limit.rlim_cur = (rlim_t)bytes;
    else
        limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_DATA, &limit);
}

/* The second number of statm: pages that are in memory. */
int64_t memory_used(void)
{
    char text[128];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    if (length <= 0)
        return 0;
    text[length] = '\0';
    const char *blank = strchr(text, ' ');
    return blank ? strtoll(blank, NULL, 10) * sysconf(_SC_PAGESIZE) : 0;
}
