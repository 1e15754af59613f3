// The child that reads a file of strangers: what it gives up first.
#define _GNU_SOURCE
#include "child.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/// A crash ends the child at once: no handler of the program's runs, no core is written.
static void forget_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &standard, NULL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

/// What a file may make libhdf5 allocate: 2 GiB beyond what the program had mapped already.
static void limit_memory(void) {
    long pages = 0;
    FILE *sizes = fopen("/proc/self/statm", "r");
    if (!sizes) return;
    if (fscanf(sizes, "%ld", &pages) == 1) {
        rlim_t bytes = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + ((rlim_t)2 << 30);
        setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes});
    }
    fclose(sizes);
}

static void close_between(int first, int last) {
#ifdef __linux__
    if (first <= last) close_range((unsigned)first, (unsigned)last, 0);
#else
    if (last >= getdtablesize()) last = getdtablesize() - 1;
    for (int other = first; other <= last; other++) close(other);
#endif
}

/// In a program without standard input a descriptor of ours may have one of the first numbers.
static int above_standard(int descriptor) {
    return descriptor >= 0 && descriptor < 3 ? fcntl(descriptor, F_DUPFD, 3) : descriptor;
}

/// Lets go of the program's files and sockets, and keeps nothing but ours, under their numbers: libhdf5 may
/// think that it still has files open under others, and must not take ours for one.
static void keep_only(int *socket, int *file) {
    *socket = above_standard(*socket);
    *file = above_standard(*file);
    int nothing = open("/dev/null", O_RDWR);
    for (int standard = 0; standard < 3; standard++) dup2(nothing, standard);
    int low = *file < 0 || *socket < *file ? *socket : *file;
    int high = *socket > *file ? *socket : *file;
    close_between(3, low - 1);
    close_between(low + 1, high - 1);
    close_between(high + 1, INT_MAX);
}

void chdf5_enter_child(int *socket, int *file) {
    forget_signals();
    keep_only(socket, file);
    limit_memory();
}

void chdf5_limit_time(uint64_t bytes) {
    struct rusage used;
    struct rlimit limit;
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
    rlim_t seconds = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + 10 + bytes / (16 << 20);
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || seconds < limit.rlim_max ? seconds : limit.rlim_max;
    setrlimit(RLIMIT_CPU, &limit);
}
