#define _GNU_SOURCE
#include "child.h"

#include "local.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { part_bytes = 4 << 20 };

uint64_t chdf5_part(uint64_t columns) {
    uint64_t rows = part_bytes / (columns * sizeof(float));
    return rows ? rows : 1;
}

bool chdf5_receive(int socket, void *bytes, size_t count, int timeout_ms) {
    for (size_t done = 0; done < count;) {
        struct pollfd ready = {.fd = socket, .events = POLLIN};
        int polled = poll(&ready, 1, timeout_ms);
        if (polled < 0 && errno == EINTR) continue;
        if (polled <= 0) return false;
        ssize_t got = recv(socket, (char *)bytes + done, count - done, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        done += (size_t)got;
    }
    return true;
}

bool chdf5_send(int socket, const void *bytes, size_t count) {
    for (size_t done = 0; done < count;) {
        ssize_t sent = send(socket, (const char *)bytes + done, count - done, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        done += (size_t)sent;
    }
    return true;
}

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

/// Lets go of the program's files and sockets, and keeps nothing but ours, under its number: libhdf5 may think that
/// it still has files open under others, and must not take ours for one. Gives the number.
static int keep_only(int socket) {
    // In a program without standard input it may have that number.
    if (socket < 3) socket = fcntl(socket, F_DUPFD, 3);
    int nothing = open("/dev/null", O_RDWR);
    for (int standard = 0; standard < 3; standard++) dup2(nothing, standard);
#ifdef __linux__
    if (socket > 3) close_range(3, (unsigned)socket - 1, 0);
    close_range((unsigned)socket + 1, ~0u, 0);
#else
    for (int other = getdtablesize() - 1; other > 2; other--)
        if (other != socket) close(other);
#endif
    return socket;
}

static bool send_rows(int socket, chdf5_local *table, const chdf5_shape *shape, chdf5_request request) {
    static float *part = NULL; // for the child's one table
    uint64_t most = chdf5_part(shape->columns);
    if (!part) part = malloc(most * shape->columns * sizeof(float));
    if (!part) return false;
    while (request.count > 0) {
        uint64_t rows = request.count < most ? request.count : most;
        chdf5_reply reply = {.status = CHDF5_OK};
        reply.status = chdf5_local_read(table, request.first, rows, part, &reply.message);
        if (!chdf5_send(socket, &reply, sizeof reply)) return false;
        if (reply.status != CHDF5_OK) return true;
        if (!chdf5_send(socket, part, rows * shape->columns * sizeof(float))) return false;
        request.first += rows;
        request.count -= rows;
    }
    return true;
}

_Noreturn void chdf5_serve(int socket, const char *path, const char *name) {
    forget_signals();
    socket = keep_only(socket);
    limit_memory();
    chdf5_local *table = NULL;
    chdf5_reply reply = {.status = CHDF5_OK};
    reply.status = chdf5_local_open(path, name, &table, &reply.shape, &reply.message);
    bool goes_on = chdf5_send(socket, &reply, sizeof reply) && reply.status == CHDF5_OK;
    chdf5_request request;
    // Without a limit of time: the end of the program is the end of the socket.
    while (goes_on && chdf5_receive(socket, &request, sizeof request, -1))
        goes_on = send_rows(socket, table, &reply.shape, request);
    _exit(0);
}
