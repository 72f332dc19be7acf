#if defined(__linux__)
#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <string.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

static int address(const char *path, struct sockaddr_un *out) {
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof out->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memset(out, 0, sizeof *out);
    out->sun_family = AF_UNIX;
    memcpy(out->sun_path, path, length);
    return 0;
}

static int close_with(int descriptor, int error) {
    close(descriptor);
    errno = error;
    return -1;
}

int cloister_unix_connect(const char *path) {
    struct sockaddr_un name;
    if (address(path, &name) != 0) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (connect(descriptor, (struct sockaddr *)&name, sizeof name) != 0) return close_with(descriptor, errno);
    return descriptor;
}

/* Whether path is a socket file that nobody listens on. */
static int is_stale(const char *path) {
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode)) return 0;
    int descriptor = cloister_unix_connect(path);
    if (descriptor >= 0) {
        close(descriptor);
        return 0;
    }
    return errno == ECONNREFUSED;
}

int cloister_unix_listen(const char *path, mode_t mode, int backlog) {
    struct sockaddr_un name;
    if (address(path, &name) != 0) return -1;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    /* The mode of the unbound socket becomes the file's, less the umask: never wider than asked, not even for a moment. */
    if (fchmod(descriptor, mode) != 0) return close_with(descriptor, errno);
    if (bind(descriptor, (struct sockaddr *)&name, sizeof name) != 0) {
        if (errno != EADDRINUSE) return close_with(descriptor, errno);
        if (!is_stale(path)) return close_with(descriptor, EADDRINUSE);
        if (unlink(path) != 0 || bind(descriptor, (struct sockaddr *)&name, sizeof name) != 0) return close_with(descriptor, errno);
    }
    if (chmod(path, mode) != 0 || listen(descriptor, backlog) != 0) return close_with(descriptor, errno);
    return descriptor;
}

int cloister_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_CLOEXEC); }

int cloister_pipe(int *reading, int *writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    *reading = ends[0];
    *writing = ends[1];
    return 0;
}

int cloister_open_folder(int folder, const char *name) { return openat(folder, name, O_PATH | O_DIRECTORY | O_CLOEXEC); }

int cloister_unix_prepare(int socket, int timeout_milliseconds, int pass_credentials) {
    struct timeval limit = {.tv_sec = timeout_milliseconds / 1000, .tv_usec = (timeout_milliseconds % 1000) * 1000};
    if (setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) != 0) return -1;
    if (setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0) return -1;
    if (!pass_credentials) return 0;
    int on = 1;
    return setsockopt(socket, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
}

int cloister_peer_credentials(int socket, pid_t *pid, uid_t *uid, int *pidfd) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return -1;
    if (length != sizeof credentials || credentials.pid <= 0) {
        errno = ESRCH;
        return -1;
    }
    *pid = credentials.pid;
    *uid = credentials.uid;
    length = sizeof *pidfd;
    *pidfd = -1;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, pidfd, &length) != 0) {
        *pidfd = -1;
        /* The process is gone, which is not the same as a kernel without the option. */
        if (errno == ESRCH || errno == EINVAL || errno == ENODATA) return -1;
    }
    return 0;
}

ssize_t cloister_receive_with_credentials(int socket, void *bytes, size_t length, pid_t *pid, uid_t *uid) {
    /* Room for credentials and for nothing else: the kernel closes descriptors that find no room. */
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct iovec part = {.iov_base = bytes, .iov_len = length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    *pid = 0;
    *uid = (uid_t)-1;
    ssize_t count;
    do {
        count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return -1;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS) continue;
        if (part->cmsg_len != CMSG_LEN(sizeof(struct ucred))) continue;
        struct ucred credentials;
        memcpy(&credentials, CMSG_DATA(part), sizeof credentials);
        *pid = credentials.pid;
        *uid = credentials.uid;
    }
    return count;
}

int cloister_process_runs(int pidfd) {
    struct pollfd entry = {.fd = pidfd, .events = POLLIN};
    return poll(&entry, 1, 0) == 0;
}

int cloister_open_in_root(int root, const char *path) {
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
        .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, root, path, &how, sizeof how);
}

int cloister_harden_process(int keep_readable) {
    struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return -1;
    return keep_readable ? 0 : prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void cloister_keep_memory(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}
#else
typedef int cloister_peer_is_for_linux;
#endif
