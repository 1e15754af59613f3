// A program started in a process of its own.
#ifndef LOOKALIKE_CSPAWN_H
#define LOOKALIKE_CSPAWN_H

#include <sys/types.h>

/// A stream that is `/dev/null`.
#define LOOKALIKE_SPAWN_NONE (-1)
/// A stream that is the caller's own.
#define LOOKALIKE_SPAWN_INHERITED (-2)

/// Starts the program `arguments[0]`, a path, with no signal blocked or ignored and no file open but its three streams.
///
/// @param arguments, environment  ended by NULL.
/// @param folder   where it runs; NULL is where the caller does.
/// @param streams  standard input, output and error: a descriptor, or one of the numbers above.
/// @return 0, or an errno.
int lookalike_spawn(
    pid_t *process, char *const arguments[], char *const environment[], const char *folder, const int streams[3]);

#endif
