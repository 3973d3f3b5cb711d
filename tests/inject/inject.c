/* inject: a library that is loaded before others (LD_PRELOAD) and lets calls of the system fail, as if there were no room.
 *
 * INJECT is "CALL N": the N-th call of that name in a process fails, "CALL N+": all from the N-th on. A child counts on from what its
 * parent had counted. "descriptors N+" is no call: processes that are N forks or more away close all descriptors they have. Whoever lets
 * one fail makes the file INJECT_MARK, so that a test knows when there are no more. Only what the program calls itself can fail: the C
 * library's own calls do not come here. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static unsigned calls;

static void mark(void)
{
    const char *path = getenv("INJECT_MARK");
    int fd = path ? open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0666) : -1;
    if (fd >= 0)
        close(fd);
}

static bool fails(const char *call)
{
    char name[32], more = 0;
    unsigned which;
    const char *plan = getenv("INJECT");
    if (!plan || sscanf(plan, "%31s %u%c", name, &which, &more) < 2 || strcmp(name, call) != 0)
        return false;
    unsigned n = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (n != which && !(more == '+' && n > which))
        return false;
    mark();
    return true;
}

/* The function that the program would have called. */
static void *next(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    return found;
}

#define NEXT(name, ...) (((__typeof__(name) *)next(#name))(__VA_ARGS__))

pid_t fork(void)
{
    if (fails("fork")) {
        errno = EAGAIN;
        return -1;
    }
    pid_t pid = NEXT(fork);
    if (pid == 0 && fails("descriptors"))
        syscall(SYS_close_range, 0, ~0U, 0);
    return pid;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *argument)
{
    return fails("pthread_create") ? EAGAIN : NEXT(pthread_create, thread, attributes, run, argument);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (!fails("mmap"))
        return NEXT(mmap, at, size, protection, flags, fd, offset);
    errno = ENOMEM;
    return MAP_FAILED;
}

int pipe(int ends[2])
{
    if (!fails("pipe"))
        return NEXT(pipe, ends);
    errno = EMFILE;
    return -1;
}

int eventfd(unsigned value, int flags)
{
    if (!fails("eventfd"))
        return NEXT(eventfd, value, flags);
    errno = EMFILE;
    return -1;
}

int epoll_create1(int flags)
{
    if (!fails("epoll_create1"))
        return NEXT(epoll_create1, flags);
    errno = EMFILE;
    return -1;
}
