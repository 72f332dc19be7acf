// Anonymous memory files, and messages that carry descriptors.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// The most descriptors that one message carries.
#define CHOST_MAXIMUM_DESCRIPTORS 66

// A memory file that no program can execute and whose size and content can be sealed; -1 and errno.
int chost_memory_file(const char *name);

// Seals a memory file for good: no byte of it and not its length changes again. 0, or -1 and errno.
int chost_seal_content(int descriptor);

// Seals the length of a memory file for good; its bytes stay writable. 0, or -1 and errno.
int chost_seal_length(int descriptor);

// A connected pair of stream sockets, both closed on exec. 0, or -1 and errno.
int chost_socket_pair(int pair[2]);

// Sends bytes, and descriptors with the first of them. Never blocks and never raises SIGPIPE. The bytes taken, or -1 and errno.
ssize_t chost_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count);

// Receives bytes, and the descriptors that came with the first of them, closed on exec. Never blocks.
// The bytes read, 0 at the end, or -1 and errno; EMSGSIZE where more descriptors came than asked for.
ssize_t chost_receive(int socket, void *bytes, size_t count, int *descriptors, size_t *descriptor_count);

// Waits until a socket can be read (or, with `writing`, written) or its peer is gone. 1, 0 on time-out, or -1 and errno.
int chost_wait(int socket, int writing, int milliseconds);
