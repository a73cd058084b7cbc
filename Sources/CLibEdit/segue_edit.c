#include "segue_edit.h"
#include "segue_signals.h"

#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

struct segue_edit {
  EditLine *line;
  History *history;
  char *prompt;
  void *context;
  segue_completer completer;
};

static char *current_prompt(EditLine *line) {
  segue_edit *edit = NULL;
  el_get(line, EL_CLIENTDATA, &edit);
  return edit->prompt;
}

static int has_input(void) {
  struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
  return poll(&wait, 1, 0) > 0 && wait.revents & POLLIN;
}

static unsigned char complete(EditLine *line, int key) {
  (void)key;
  segue_edit *edit = NULL;
  el_get(line, EL_CLIENTDATA, &edit);
  const LineInfo *info = el_line(line);
  // A tab where no name begins, with more to read at once, was pasted by a terminal that does not say
  // so: it is a space.
  int is_after_blank = info->cursor == info->buffer || info->cursor[-1] == ' ';
  if (is_after_blank && has_input()) {
    el_insertstr(line, " ");
    return CC_REFRESH;
  }
  segue_completion completion = {0, NULL, NULL};
  edit->completer(edit->context, info->buffer, (size_t)(info->lastchar - info->buffer),
                  (size_t)(info->cursor - info->buffer), &completion);
  unsigned char result = completion.insert || completion.erase ? CC_REFRESH : CC_ERROR;
  if (completion.erase > 0) el_deletestr(line, completion.erase);
  if (completion.insert) el_insertstr(line, completion.insert);
  if (completion.listing) {
    fprintf(stdout, "\n%s\n", completion.listing);
    fflush(stdout);
    result = CC_REDISPLAY;
  }
  free(completion.insert);
  free(completion.listing);
  return result;
}

// Waits for a key and for signals at the same time; libedit's own way misses a signal that comes
// between two reads.
static int read_key(EditLine *line, wchar_t *key) {
  mbstate_t state;
  memset(&state, 0, sizeof state);
  for (;;) {
    struct pollfd waits[2] = {{.fd = STDIN_FILENO, .events = POLLIN},
                              {.fd = segue_signals_descriptor(), .events = POLLIN}};
    if (poll(waits, 2, -1) < 0 && errno != EINTR) return -1;
    switch (segue_signals_next_message()) {
      case SEGUE_INTERRUPT: return -1;
      case SEGUE_REDRAW:
        el_resize(line);
        el_set(line, EL_REFRESH);
        continue;
    }
    if (!waits[0].revents) continue;
    char byte;
    ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return (int)count;
    switch (mbrtowc(key, &byte, 1, &state)) {
      case (size_t)-2: continue;  // More bytes belong to this character.
      case (size_t)-1:  // Not of this locale: dropped, so that one bad byte does not end a session.
        memset(&state, 0, sizeof state);
        continue;
      default: return 1;
    }
  }
}

// Takes what the terminal says was pasted, up to its end mark, as text: no key in it acts, a tab is a
// space, and line feeds stay in the line until Enter.
static unsigned char paste(EditLine *line, int key) {
  (void)key;
  static const wchar_t end[] = L"\x1b[201~";
  const size_t mark = sizeof end / sizeof *end - 1;
  wchar_t *text = NULL;
  size_t length = 0, capacity = 0;
  for (;;) {
    wchar_t next;
    if (read_key(line, &next) <= 0) break;
    if (length + 2 > capacity) {
      capacity = capacity ? 2 * capacity : 256;
      wchar_t *larger = realloc(text, capacity * sizeof *text);
      if (!larger) break;
      text = larger;
    }
    text[length++] = next;
    if (length >= mark && wmemcmp(text + length - mark, end, mark) == 0) {
      length -= mark;
      break;
    }
  }
  size_t kept = 0;
  int was_return = 0;
  for (size_t i = 0; i < length; i++) {
    wchar_t next = text[i];
    if (next == L'\n' && was_return) {
      was_return = 0;
      continue;
    }
    was_return = next == L'\r';
    if (was_return) next = L'\n';
    if (next == L'\t') next = L' ';
    if (next == L'\n' || next >= L' ') text[kept++] = next;
  }
  while (kept > 0 && text[kept - 1] == L'\n') kept--;
  if (kept > 0) {
    text[kept] = 0;
    el_winsertstr(line, text);
  }
  free(text);
  return CC_REFRESH;
}

// Asks the terminal to mark what is pasted, or to stop it.
static void mark_pastes(int on) {
  const char *terminal = getenv("TERM");
  if (!terminal || strcmp(terminal, "dumb") == 0) return;
  fputs(on ? "\x1b[?2004h" : "\x1b[?2004l", stdout);
  fflush(stdout);
}

// In the "C" locale every accented letter is an error; the terminal nearly always speaks UTF-8.
static void set_locale_of_characters(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static void bind_keys(EditLine *line) {
  static const char *const keys[][2] = {
      {"\\e[200~", "segue-paste"},
      {"^I", "segue-complete"},         {"^R", "em-inc-search-prev"},
      {"^W", "ed-delete-prev-word"},    {"\\e[3~", "ed-delete-next-char"},
      {"\\e[H", "ed-move-to-beg"},      {"\\e[1~", "ed-move-to-beg"},
      {"\\e[F", "ed-move-to-end"},      {"\\e[4~", "ed-move-to-end"},
      {"\\e[1;5C", "em-next-word"},     {"\\e[1;5D", "ed-prev-word"},
  };
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    el_set(line, EL_BIND, keys[i][0], keys[i][1], NULL);
}

segue_edit *segue_edit_new(void *context, segue_completer completer) {
  set_locale_of_characters();
  segue_edit *edit = calloc(1, sizeof *edit);
  if (!edit) return NULL;
  edit->context = context;
  edit->completer = completer;
  edit->prompt = strdup("");
  edit->history = history_init();
  edit->line = el_init("segue", stdin, stdout, stderr);
  if (!edit->prompt || !edit->history || !edit->line) {
    segue_edit_free(edit);
    return NULL;
  }
  HistEvent event;
  history(edit->history, &event, H_SETSIZE, 2000);
  history(edit->history, &event, H_SETUNIQUE, 1);
  el_set(edit->line, EL_CLIENTDATA, edit);
  el_set(edit->line, EL_PROMPT_ESC, current_prompt, '\1');
  el_set(edit->line, EL_HIST, history, edit->history);
  el_set(edit->line, EL_EDITOR, "emacs");
  el_set(edit->line, EL_GETCFN, read_key);
  // libedit's own handling of signals would end the process at Ctrl-C.
  el_set(edit->line, EL_SIGNAL, 0);
  el_set(edit->line, EL_ADDFN, "segue-complete", "Complete the name before the cursor", complete);
  el_set(edit->line, EL_ADDFN, "segue-paste", "Take what is pasted as text", paste);
  bind_keys(edit->line);
  // The user's ~/.editrc has the last word.
  el_source(edit->line, NULL);
  return edit;
}

void segue_edit_free(segue_edit *edit) {
  if (!edit) return;
  if (edit->line) el_end(edit->line);
  if (edit->history) history_end(edit->history);
  free(edit->prompt);
  free(edit);
}

void segue_edit_set_prompt(segue_edit *edit, const char *prompt) {
  char *copy = strdup(prompt);
  if (!copy) return;
  free(edit->prompt);
  edit->prompt = copy;
}

// Before the prompt is seen, so that Ctrl-D typed right after it is read as a key. And without the
// terminal's habit to forget keys at Ctrl-C: a key that was announced and is gone when it is read
// would keep us waiting.
static void prepare_terminal(EditLine *line) {
  el_set(line, EL_PREP_TERM, 1);
  struct termios state;
  if (tcgetattr(STDIN_FILENO, &state) != 0) return;
  state.c_lflag |= NOFLSH;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &state);
}

int segue_edit_read(segue_edit *edit, const char **line, size_t *length) {
  int before = segue_interrupt_count();
  int count = 0;
  segue_signals_set_editing(1);
  // The window may have changed while a stage was running.
  el_resize(edit->line);
  prepare_terminal(edit->line);
  mark_pastes(1);
  const char *text = el_gets(edit->line, &count);
  mark_pastes(0);
  segue_signals_set_editing(0);
  *line = NULL;
  *length = 0;
  if (segue_interrupt_count() != before) {
    // Drops what was typed, also what was not read yet.
    el_reset(edit->line);
    tcflush(STDIN_FILENO, TCIFLUSH);
    return SEGUE_EDIT_INTERRUPTED;
  }
  if (!text || count <= 0) return SEGUE_EDIT_END;
  *line = text;
  *length = (size_t)count;
  return SEGUE_EDIT_LINE;
}

void segue_edit_remember(segue_edit *edit, const char *line) {
  HistEvent event;
  history(edit->history, &event, H_ENTER, line);
}
