// The extensions of the GNU C library, which Swift does not see: a folder to run in, and all descriptors closed.
#define _GNU_SOURCE
#include "CSpawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

static int add_streams(posix_spawn_file_actions_t *actions, const int streams[3]) {
    for (int number = 0; number < 3; number++) {
        int code = 0;
        if (streams[number] == LOOKALIKE_SPAWN_NONE)
            code = posix_spawn_file_actions_addopen(actions, number, "/dev/null", O_RDWR, 0);
        else if (streams[number] != LOOKALIKE_SPAWN_INHERITED)
            code = posix_spawn_file_actions_adddup2(actions, streams[number], number);
        if (code) return code;
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, 3);
}

// A thread of a pool blocks most signals, and a new process would inherit that.
static int set_signals(posix_spawnattr_t *attributes) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawnattr_setsigmask(attributes, &none);
    if (!code) code = posix_spawnattr_setsigdefault(attributes, &all);
    if (!code) code = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return code;
}

int lookalike_spawn(
    pid_t *process, char *const arguments[], char *const environment[], const char *folder, const int streams[3]) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&actions);
    if (code) return code;
    code = posix_spawnattr_init(&attributes);
    if (!code) {
        code = add_streams(&actions, streams);
        if (!code && folder) code = posix_spawn_file_actions_addchdir_np(&actions, folder);
        if (!code) code = set_signals(&attributes);
        if (!code) code = posix_spawn(process, arguments[0], &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return code;
}
