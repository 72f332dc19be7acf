// Starting and ending child processes.
#pragma once

#include <stddef.h>
#include <sys/types.h>

// Starts a program whose descriptors 0, 1, … are `descriptors`, in that order, and which inherits no other. It leads
// a process group of its own, its signal mask is empty and its handlers are the default ones. The caller reaps it. 0, or an error number.
int chost_spawn(
    const char *path, char *const argv[], char *const environment[], const int *descriptors, size_t count, pid_t *process,
    int *process_descriptor);

// Sends SIGKILL to a child that nobody has reaped yet, and to its process group: a launcher that is killed while it sets its own child
// up would leave that child behind, waiting for ever. 0, or -1 and errno.
int chost_kill(pid_t process, int process_descriptor);

// Waits for the end of a child; gives its exit status, or 128 + signal. 0 on time-out, 1 when it ended, -1 and errno.
int chost_reap(pid_t process, int process_descriptor, int milliseconds, int *status);
