#define _GNU_SOURCE
#include "CHostDescriptors.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U   // since Linux 6.3
#endif

int chost_memory_file(const char *name) {
    int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (descriptor < 0 && errno == EINVAL) descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return descriptor;
}

int chost_seal_content(int descriptor) {
    return fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
}

int chost_seal_length(int descriptor) { return fcntl(descriptor, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL); }

int chost_socket_pair(int pair[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair); }

ssize_t chost_send(int socket, const void *bytes, size_t count, const int *descriptors, size_t descriptor_count) {
    if (descriptor_count > CHOST_MAXIMUM_DESCRIPTORS) {
        errno = EMSGSIZE;
        return -1;
    }
    union {
        char space[CMSG_SPACE(CHOST_MAXIMUM_DESCRIPTORS * sizeof(int))];
        struct cmsghdr align;
    } control;
    memset(&control, 0, sizeof control);
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor_count > 0) {
        message.msg_control = control.space;
        message.msg_controllen = CMSG_SPACE(descriptor_count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptor_count * sizeof(int));
        memcpy(CMSG_DATA(header), descriptors, descriptor_count * sizeof(int));
    }
    return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

ssize_t chost_receive(int socket, void *bytes, size_t count, int *descriptors, size_t *descriptor_count) {
    union {
        char space[CMSG_SPACE(CHOST_MAXIMUM_DESCRIPTORS * sizeof(int))];
        struct cmsghdr align;
    } control;
    size_t room = *descriptor_count > CHOST_MAXIMUM_DESCRIPTORS ? CHOST_MAXIMUM_DESCRIPTORS : *descriptor_count;
    *descriptor_count = 0;
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    // Without room for them the kernel drops the descriptors that a peer sends.
    if (room > 0) {
        message.msg_control = control.space;
        message.msg_controllen = sizeof control.space;
    }
    ssize_t got = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0) return got;
    int excess = room > 0 && (message.msg_flags & MSG_CTRUNC) != 0;
    for (struct cmsghdr *header = room > 0 ? CMSG_FIRSTHDR(&message) : NULL; header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t came = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < came; i++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof descriptor);
            if (*descriptor_count < room) {
                descriptors[(*descriptor_count)++] = descriptor;
            } else {
                close(descriptor);
                excess = 1;
            }
        }
    }
    if (excess) {
        for (size_t i = 0; i < *descriptor_count; i++) close(descriptors[i]);
        *descriptor_count = 0;
        errno = EMSGSIZE;
        return -1;
    }
    return got;
}

int chost_wait(int socket, int writing, int milliseconds) {
    struct pollfd entry = {.fd = socket, .events = writing ? POLLOUT : POLLIN};
    return poll(&entry, 1, milliseconds);
}

#endif
