// What the child and its parent say to each other, whole.
#include "child.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

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
