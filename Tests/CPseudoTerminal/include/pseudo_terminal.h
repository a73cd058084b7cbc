#ifndef PSEUDO_TERMINAL_H
#define PSEUDO_TERMINAL_H

#include <sys/types.h>

/// Starts a program in a terminal of its own with so many columns and 24 rows; `master` becomes
/// what a person in front of it holds. Returns the process, or -1.
pid_t start_in_terminal(const char *path, char *const arguments[], char *const environment[],
                        int columns, int *master);

#endif
