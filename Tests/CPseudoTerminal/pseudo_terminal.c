#define _GNU_SOURCE
#include "pseudo_terminal.h"

#ifdef __linux__
#include <pty.h>
#else
#include <util.h>
#endif
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

pid_t start_in_terminal(const char *path, char *const arguments[], char *const environment[],
                        int columns, int *master) {
  struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)columns};
  pid_t process = forkpty(master, NULL, NULL, &size);
  if (process != 0) return process;
  // The runner of the tests may ignore or block signals that the program is tested with.
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(path, arguments, environment);
  _exit(127);
}
