// A line editor on libedit, whose own functions take variable arguments and so cannot be called
// from Swift.

#ifndef SEGUE_EDIT_H
#define SEGUE_EDIT_H

#include <stddef.h>

typedef struct segue_edit segue_edit;

/// What Tab does to the line. The texts are UTF-8, come from malloc and are freed by the editor.
typedef struct {
  /// How many characters before the cursor to take away first.
  int erase;
  /// What to insert at the cursor; NULL for nothing.
  char *insert;
  /// What to show below the line, which is then drawn again; NULL for nothing.
  char *listing;
} segue_completion;

/// Asked when Tab is pressed: `line` has `length` bytes, the cursor is before byte `cursor`.
typedef void (*segue_completer)(void *context, const char *line, size_t length, size_t cursor,
                                segue_completion *completion);

/// Makes an editor on standard input and output. Sets the locale of characters from the
/// environment first, because libedit asks it what a character is. NULL if there is no memory.
segue_edit *segue_edit_new(void *context, segue_completer completer);
void segue_edit_free(segue_edit *edit);

/// Sets the prompt; what stands between two bytes of value 1 takes no room, as colours do.
void segue_edit_set_prompt(segue_edit *edit, const char *prompt);

enum { SEGUE_EDIT_LINE, SEGUE_EDIT_INTERRUPTED, SEGUE_EDIT_END };

/// Reads one line. On SEGUE_EDIT_LINE, `line` points at `length` bytes that last until the next
/// call, with the line feed if there was one.
int segue_edit_read(segue_edit *edit, const char **line, size_t *length);

/// Adds a line to those that the arrow keys and Ctrl-R find, unless it is the same as the last.
void segue_edit_remember(segue_edit *edit, const char *line);

#endif
