#include "segue_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static atomic_int interrupts;
static atomic_int editing;

// A handler may do little more than write, so it writes a byte into a pipe: to whoever waits for
// Ctrl-C, or to the editor, which waits for that and for a key at the same time. A flag alone would
// be missed between the look at it and the wait.
static struct {
  int read, write;
} waiting = {-1, -1}, editor = {-1, -1};

// Written once before any handler is installed, then only read.
static struct termios found;
static int found_is_known;

void segue_terminal_restore(void) {
  if (found_is_known) tcsetattr(STDIN_FILENO, TCSADRAIN, &found);
}

// A full pipe already holds a message that nobody has read: nothing is lost.
static void tell(int descriptor, char message) {
  int saved = errno;
  ssize_t ignored = write(descriptor, &message, 1);
  (void)ignored;
  errno = saved;
}

static void on_resize(int number) {
  (void)number;
  if (atomic_load(&editing)) tell(editor.write, SEGUE_REDRAW);
}

static void on_interrupt(int number) {
  (void)number;
  atomic_fetch_add(&interrupts, 1);
  tell(atomic_load(&editing) ? editor.write : waiting.write, SEGUE_INTERRUPT);
}

// Ends or stops the process as the signal would have done, with the terminal as it was found.
static void on_end(int number) {
  int saved = errno;
  struct termios now;
  int is_changed = found_is_known && tcgetattr(STDIN_FILENO, &now) == 0;
  segue_terminal_restore();

  struct sigaction default_action = {.sa_handler = SIG_DFL}, own;
  sigemptyset(&default_action.sa_mask);
  sigaction(number, &default_action, &own);
  raise(number);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_UNBLOCK, &set, NULL);

  // Only a stopped process comes here, when it is continued in the foreground.
  sigaction(number, &own, NULL);
  if (is_changed && atomic_load(&editing)) {
    tcsetattr(STDIN_FILENO, TCSADRAIN, &now);
    tell(editor.write, SEGUE_REDRAW);
  }
  errno = saved;
}

static void install(int number, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, before;
  sigemptyset(&action.sa_mask);
  // What the parent told us to ignore (nohup) stays ignored, but for Ctrl-C, which we do not obey.
  if (number != SIGINT && sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return;
  sigaction(number, &action, NULL);
  // A parent that had blocked the signal would otherwise have blocked it for us too.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int segue_signals_install(void) {
  if (waiting.read >= 0) return waiting.read;
  int ends[4];
  if (pipe(ends) != 0 || pipe(ends + 2) != 0) return -1;
  for (int i = 0; i < 4; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  for (int i = 1; i < 4; i++) fcntl(ends[i], F_SETFL, O_NONBLOCK);
  waiting.read = ends[0];
  waiting.write = ends[1];
  editor.read = ends[2];
  editor.write = ends[3];
  found_is_known = tcgetattr(STDIN_FILENO, &found) == 0;
  atexit(segue_terminal_restore);
  install(SIGINT, on_interrupt, SA_RESTART);
  install(SIGWINCH, on_resize, SA_RESTART);
  install(SIGTERM, on_end, 0);
  install(SIGHUP, on_end, 0);
  install(SIGQUIT, on_end, 0);
  install(SIGTSTP, on_end, SA_RESTART);
  return waiting.read;
}

int segue_interrupt_count(void) { return atomic_load(&interrupts); }

void segue_signals_set_editing(int value) {
  atomic_store(&editing, value);
  // What was meant for the line before is of no meaning for the next.
  while (segue_signals_next_message() != 0) continue;
}

int segue_signals_descriptor(void) { return editor.read; }

char segue_signals_next_message(void) {
  char message = 0;
  return read(editor.read, &message, 1) == 1 ? message : 0;
}

void segue_signals_end_on_broken_pipe(void) { signal(SIGPIPE, SIG_DFL); }

void segue_signals_report_large_files(void) { signal(SIGXFSZ, SIG_IGN); }

int segue_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  *columns = *rows = 0;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}
