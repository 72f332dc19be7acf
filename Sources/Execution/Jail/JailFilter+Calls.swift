extension JailFilter {
    /// What a jail needs while it works: its memory, its threads' waiting, its socket, and files it already holds.
    static let running = [
        "brk", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "exit", "exit_group", "fcntl", "fstat", "futex", "getcpu",
        "getpid",
        "getrandom", "gettid", "gettimeofday", "lseek", "madvise", "membarrier", "mremap", "munmap", "nanosleep", "newfstatat", "poll",
        "ppoll",
        "pread64", "pwrite64", "read", "recvfrom", "recvmsg", "restart_syscall", "rseq", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
        "sched_getaffinity", "sched_yield", "sendmsg", "sendto", "set_robust_list", "sigaltstack", "tgkill", "time", "uname", "write",
    ]

    /// What bubblewrap and the loader need on top before the program has begun to work.
    static let loading = [
        "access", "arch_prctl", "execve", "faccessat", "faccessat2", "fstatfs", "getcwd", "getdents64", "getegid", "geteuid", "getgid",
        "getrlimit", "getuid", "lstat", "open", "openat", "prctl", "prlimit64", "readlink", "readlinkat", "seccomp", "set_tid_address",
        "setrlimit", "stat", "statfs", "statx", "sysinfo", "wait4",
    ]

    /// Known ways out. They are refused rather than fatal, so that a library that merely asks goes on, and so that a jail can show that
    /// they are refused.
    static let denied = [
        "accept", "accept4", "add_key", "bind", "bpf", "chdir", "chmod", "chown", "chroot", "connect", "creat", "dup", "dup2", "dup3",
        "epoll_create1", "eventfd2", "execveat", "fchmod", "fchown", "fork", "fsopen", "getpeername", "getppid", "getsockname",
        "getsockopt",
        "io_uring_enter", "io_uring_register", "io_uring_setup", "keyctl", "kill", "landlock_create_ruleset", "link", "linkat", "listen",
        "memfd_create", "memfd_secret", "mkdir", "mkdirat", "mknod", "mknodat", "mlock", "mlockall", "mount", "move_mount", "mq_open",
        "msgget",
        "name_to_handle_at", "open_by_handle_at", "open_tree", "openat2", "perf_event_open", "personality", "pidfd_getfd", "pidfd_open",
        "pidfd_send_signal", "pipe", "pipe2", "pivot_root", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace", "rename",
        "renameat", "renameat2", "request_key", "rmdir", "sched_setaffinity", "sched_setscheduler", "semget", "setgid", "setns",
        "setpriority",
        "setsid", "setsockopt", "setuid", "shmat", "shmget", "socket", "socketpair", "symlink", "symlinkat", "timer_create", "tkill",
        "umount2", "unlink", "unlinkat", "unshare", "userfaultfd", "utimensat", "vfork",
    ]
}
