#define _GNU_SOURCE
#include "CHostSpawn.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAXIMUM = 16 };

static int prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const int *moved, size_t count) {
    int failed = 0;
    for (size_t i = 0; !failed && i < count; i++) failed = posix_spawn_file_actions_adddup2(actions, moved[i], (int)i);
    if (!failed) failed = posix_spawn_file_actions_addclosefrom_np(actions, (int)count);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    if (!failed) failed = posix_spawnattr_setsigmask(attributes, &none);
    if (!failed) failed = posix_spawnattr_setsigdefault(attributes, &all);
    if (!failed) failed = posix_spawnattr_setpgroup(attributes, 0);
    if (!failed) failed = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    return failed;
}

static int start(
    const char *path, char *const argv[], char *const environment[], const int *moved, size_t count, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) return failed;
    failed = posix_spawnattr_init(&attributes);
    if (!failed) {
        failed = prepare(&actions, &attributes, moved, count);
        if (!failed) failed = posix_spawn(process, path, &actions, &attributes, argv, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

int chost_spawn(
    const char *path, char *const argv[], char *const environment[], const int *descriptors, size_t count, pid_t *process,
    int *process_descriptor) {
    if (count > MAXIMUM) return E2BIG;
    // Out of the way of the numbers that they will have in the child.
    int moved[MAXIMUM], failed = 0;
    size_t done = 0;
    while (!failed && done < count) {
        moved[done] = fcntl(descriptors[done], F_DUPFD_CLOEXEC, MAXIMUM);
        if (moved[done] < 0) failed = errno;
        else done++;
    }
    if (!failed) failed = start(path, argv, environment, moved, count, process);
    for (size_t i = 0; i < done; i++) close(moved[i]);
    if (failed) return failed;
    *process_descriptor = (int)syscall(SYS_pidfd_open, *process, 0);
    if (*process_descriptor >= 0) return 0;
    failed = errno;
    // Nobody has reaped it yet, so its number is still its own.
    kill(-*process, SIGKILL);
    while (waitpid(*process, NULL, 0) < 0 && errno == EINTR) {}
    return failed;
}

int chost_kill(pid_t process, int process_descriptor) {
    kill(-process, SIGKILL);
    return (int)syscall(SYS_pidfd_send_signal, process_descriptor, SIGKILL, NULL, 0);
}

int chost_reap(pid_t process, int process_descriptor, int milliseconds, int *status) {
    struct pollfd entry = {.fd = process_descriptor, .events = POLLIN};
    int ready = poll(&entry, 1, milliseconds);
    if (ready <= 0) return ready;
    int raw = 0;
    pid_t ended;
    do ended = waitpid(process, &raw, 0);
    while (ended < 0 && errno == EINTR);
    if (ended < 0) return -1;
    *status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    return 1;
}

#endif
