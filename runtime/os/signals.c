/* signals: SIGINT, SIGTERM and SIGHUP end the run; the second of them ends the process at once. Where there are other processes, SIGTSTP
 * and SIGCONT are passed on to them: they are in a group of their own, which a terminal's Ctrl-Z does not reach. (SIGSTOP cannot be
 * caught: it stops this process alone, and the others when they have no room for more events.)
 *
 * SIGURG comes from processes that have lost their descriptors, and only wakes the supervisor.
 *
 * They are blocked in all threads and read from a signalfd, by the supervisor when it rests. While it hands events to the formats it may
 * be stuck in a write that nobody reads; so a run that lasts gets a thread that reads them as well. */
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include "runtime/os/internal.h"

enum { STATUS_INTERRUPTED = 130 };

/* One that was to be ignored from the start (nohup, a job in the background) stays ignored. */
static void signals_add(sigset_t *set, int number)
{
    struct sigaction before;
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaddset(set, number);
}

bool signals_catch(os *s)
{
    sigset_t set;
    sigemptyset(&set);
    signals_add(&set, SIGINT);
    signals_add(&set, SIGTERM);
    signals_add(&set, SIGHUP);
    if (s->shared) {
        sigaddset(&set, SIGNAL_KNOCK);
        signals_add(&set, SIGTSTP);
        signals_add(&set, SIGCONT);
    }
    pthread_sigmask(SIG_BLOCK, &set, &s->signals.before);
    s->signals.fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (s->signals.fd >= 0)
        return true;
    pthread_sigmask(SIG_SETMASK, &s->signals.before, NULL);
    return false;
}

static void signals_pass_on(const os *s, int number)
{
    int32_t group = __atomic_load_n(&s->guard.group, __ATOMIC_RELAXED);
    if (group)
        kill(-group, number);
}

/* The others first; then this process does what it would have done had it not been asked, until it is continued. */
static void signals_stop(const os *s)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    signals_pass_on(s, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, NULL);
    raise(SIGTSTP);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    signals_pass_on(s, SIGCONT);
}

static void signals_interrupt(os *s)
{
    if (__atomic_add_fetch(&s->signals.count, 1, __ATOMIC_RELAXED) > 1)
        _exit(STATUS_INTERRUPTED);
    supervisor_end(s, RUN_INTERRUPTED);
}

void signals_read(os *s)
{
    struct signalfd_siginfo info;
    while (read(s->signals.fd, &info, sizeof info) == sizeof info)
        switch (info.ssi_signo) {
        case SIGTSTP: signals_stop(s); break;
        case SIGCONT: signals_pass_on(s, SIGCONT); break;
        case SIGNAL_KNOCK: supervisor_ring(s); break;
        default: signals_interrupt(s);
        }
}

static void *signals_main(void *argument)
{
    os *s = argument;
    struct pollfd fds[2] = {{.fd = s->signals.fd, .events = POLLIN}, {.fd = s->signals.quit, .events = POLLIN}};
    while (!fds[1].revents)
        if (poll(fds, 2, -1) > 0)
            signals_read(s);
    return NULL;
}

/* Where there is no room for the thread the run goes on without it. */
void signals_watch(os *s)
{
    if (s->signals.watched)
        return;
    s->signals.quit = eventfd(0, EFD_CLOEXEC);
    if (s->signals.quit < 0)
        return;
    s->signals.watched = pthread_create(&s->signals.watcher, &s->attributes, signals_main, s) == 0;
    if (!s->signals.watched)
        close(s->signals.quit);
}

void signals_release(os *s)
{
    uint64_t one = 1;
    if (s->signals.watched && write(s->signals.quit, &one, sizeof one) == sizeof one) {
        pthread_join(s->signals.watcher, NULL);
        close(s->signals.quit);
    }
    close(s->signals.fd);
    pthread_sigmask(SIG_SETMASK, &s->signals.before, NULL);
}
