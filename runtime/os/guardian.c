/* guardian: a process that ends all others of the run should the supervisor be killed. It leads the group that they are in, and reads a
 * pipe whose other end nobody but the supervisor holds: at its end it kills the group, itself with it. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/os/internal.h"

static _Noreturn void guardian_main(const int ends[2])
{
    char nothing;
    setpgid(0, 0);
    close(ends[1]);
    while (read(ends[0], &nothing, 1) != 0)
        ;
    kill(0, SIGKILL);
    _exit(0);
}

/* Interrupts are for the supervisor: they are blocked by now, and so is what stops the others of the group. */
bool guardian_start(os *s)
{
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        guardian_main(ends);
    close(ends[0]);
    if (pid < 0) {
        close(ends[1]);
        return false;
    }
    setpgid(pid, pid);
    s->guard.guardian = s->guard.group = pid;
    s->guard.lifeline = ends[1];
    return true;
}

void guardian_end(os *s)
{
    close(s->guard.lifeline);
    __atomic_store_n(&s->guard.group, 0, __ATOMIC_RELAXED);
    while (waitpid(s->guard.guardian, NULL, 0) < 0 && errno == EINTR)
        ;
}
