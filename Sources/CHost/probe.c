#define _GNU_SOURCE
#include "CHostProbe.h"

#ifdef __linux__

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int opens(const char *path, int flags) {
    int descriptor = open(path, flags | O_CLOEXEC, 0600);
    if (descriptor < 0) return 0;
    close(descriptor);
    return 1;
}

static int connects(int family, int type) {
    int descriptor = socket(family, type, 0);
    if (descriptor < 0) return 0;
    close(descriptor);
    return 1;
}

static int refused(long result) { return result < 0 ? 0 : 1; }

// Files of the host, the kernel's windows, and a place to leave something for the next run.
static int passwords(void) { return opens("/etc/passwd", O_RDONLY); }
static int home(void) { return opens("/root", O_RDONLY) || opens("/home", O_RDONLY); }
static int own_memory(void) { return opens("/proc/self/mem", O_RDONLY); }
static int processes(void) { return opens("/proc", O_RDONLY) || opens("/proc/1/environ", O_RDONLY); }
static int kernel_settings(void) { return opens("/sys", O_RDONLY); }
static int devices(void) { return opens("/dev/kvm", O_RDONLY) || opens("/dev/mem", O_RDONLY) || opens("/dev/null", O_RDONLY); }
static int root_file(void) { return opens("/left-behind", O_WRONLY | O_CREAT); }
static int library_write(void) { return opens("/lib/libc.so.6", O_WRONLY); }

static int internet(void) { return connects(AF_INET, SOCK_STREAM) || connects(AF_INET6, SOCK_DGRAM); }
static int unix_socket(void) { return connects(AF_UNIX, SOCK_STREAM); }
static int virtual_machine_socket(void) { return connects(AF_VSOCK, SOCK_STREAM); }
static int netlink(void) { return connects(AF_NETLINK, SOCK_RAW); }
static int packets(void) { return connects(AF_PACKET, SOCK_RAW); }

static int trace(void) { return refused(ptrace(PTRACE_TRACEME, 0, 0, 0)); }
static int bpf(void) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    return refused(syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof attributes));
}
static int keys(void) { return refused(syscall(SYS_keyctl, 0, -3, 1)); }
static int faults(void) { return refused(syscall(SYS_userfaultfd, 0)); }
static int rings(void) { return refused(syscall(SYS_io_uring_setup, 1, NULL)) || errno == EFAULT; }
static int namespace(void) { return refused(unshare(CLONE_NEWUSER)); }
static int mounts(void) { return refused(mount("none", "/tmp", "tmpfs", 0, NULL)); }
static int counters(void) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_SOFTWARE;
    return refused(syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
}
static int other_memory(void) { return refused(syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0)); }

static const struct chost_probe outer[] = {
    {"open /etc/passwd", passwords},
    {"open a home folder", home},
    {"open its own memory", own_memory},
    {"list processes", processes},
    {"open /sys", kernel_settings},
    {"open a device", devices},
    {"create a file in /", root_file},
    {"write a library", library_write},
    {"internet socket", internet},
    {"local socket", unix_socket},
    {"vsock socket", virtual_machine_socket},
    {"netlink socket", netlink},
    {"packet socket", packets},
    {"ptrace", trace},
    {"bpf", bpf},
    {"keyctl", keys},
    {"userfaultfd", faults},
    {"io_uring", rings},
    {"new user namespace", namespace},
    {"mount", mounts},
    {"perf_event_open", counters},
    {"process_vm_readv", other_memory},
    {NULL, NULL},
};

static int any_file(void) { return opens("/", O_RDONLY) || opens("/lib/libc.so.6", O_RDONLY); }
static int temporary_file(void) { return opens("/tmp/left-behind", O_WRONLY | O_CREAT); }
static int program(void) {
    char *arguments[] = {"/jail", "--again", NULL}, *environment[] = {NULL};
    return refused(execve("/no-such-program", arguments, environment)) || errno == ENOENT;
}
static int child(void) {
    long process = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (process == 0) _exit(0);
    return refused(process);
}
static int memory_file(void) { return refused(syscall(SYS_memfd_create, "left", 0)); }
static int signals(void) { return refused(kill(1, 0)); }
static int limits(void) {
    struct rlimit limit = {4096, 4096};
    return refused(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL));
}
static int traced_again(void) { return refused(prctl(PR_SET_DUMPABLE, 1)); }

static const struct chost_probe inner[] = {
    {"open any file", any_file},
    {"create a temporary file", temporary_file},
    {"start a program", program},
    {"start a child", child},
    {"create a memory file", memory_file},
    {"signal a process", signals},
    {"raise a limit", limits},
    {"become dumpable", traced_again},
    {"internet socket afterwards", internet},
    {NULL, NULL},
};

const struct chost_probe *chost_outer_probes(void) { return outer; }
const struct chost_probe *chost_inner_probes(void) { return inner; }

void chost_fatal_probe(void) { syscall(SYS_acct, NULL); }

int chost_has_descriptor_above(int highest) {
    for (int descriptor = highest + 1; descriptor < 1024; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0) return 1;
    }
    return 0;
}

int chost_has_environment_beside(const char *first, const char *second, const char *third) {
    const char *known[] = {first, second, third};
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        int expected = 0;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
            size_t length = strlen(known[i]);
            if (strncmp(*entry, known[i], length) == 0 && (*entry)[length] == '=') expected = 1;
        }
        if (!expected) return 1;
    }
    return 0;
}

static int limit(int resource, unsigned long long value) {
    struct rlimit both = {value, value};
    return setrlimit(resource, &both);
}

int chost_drop_rights(unsigned long long data_bytes, unsigned int processor_seconds, unsigned int descriptors) {
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_FSIZE, 0) != 0 || limit(RLIMIT_NOFILE, descriptors) != 0) return -1;
    if (limit(RLIMIT_CPU, processor_seconds) != 0 || limit(RLIMIT_MEMLOCK, 0) != 0 || limit(RLIMIT_MSGQUEUE, 0) != 0) return -1;
    return limit(RLIMIT_DATA, data_bytes);
}

#endif
