#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Who is at the other end of a Unix socket, and sockets and limits that Swift cannot express.
   Every function returns -1 and sets errno where not said otherwise. */

/* A listening Unix stream socket at path with the mode, which no umask widens or narrows. A socket file that nobody listens on is replaced. */
int cloister_unix_listen(const char *path, mode_t mode, int backlog);

/* A Unix stream socket connected to path. */
int cloister_unix_connect(const char *path);

/* Accepts a connection; its descriptor is not inherited. */
int cloister_accept(int listener);

/* A pipe whose ends, for reading and for writing, are not inherited. */
int cloister_pipe(int *reading, int *writing);

/* Opens a folder to look up names in, for which it need not be readable. */
int cloister_open_folder(int folder, const char *name);

/* Send and receive time-outs, and credentials on every message received. */
int cloister_unix_prepare(int socket, int timeout_milliseconds, int pass_credentials);

/* The process that connected. *pidfd is a descriptor of it, or -1 where the kernel has none to give. */
int cloister_peer_credentials(int socket, pid_t *pid, uid_t *uid, int *pidfd);

/* Receives at most length bytes together with the credentials of their sender; *pid is 0 if there are none. Descriptors sent along are dropped. */
ssize_t cloister_receive_with_credentials(int socket, void *bytes, size_t length, pid_t *pid, uid_t *uid);

/* 1 if the process behind the descriptor still runs, 0 if not. */
int cloister_process_runs(int pidfd);

/* Opens a file for reading as a process with this root folder would, symbolic links included. */
int cloister_open_in_root(int root, const char *path);

/* No core files from now on; with keep_readable == 0 also no debugger and no reader in /proc but root. */
int cloister_harden_process(int keep_readable);

/* The allocator keeps its pages instead of giving them back after each call and fetching zeroed ones for the next. */
void cloister_keep_memory(void);
