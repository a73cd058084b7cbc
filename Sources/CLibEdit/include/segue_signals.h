// Signals and the state of the terminal: what only C can do safely inside a signal handler.

#ifndef SEGUE_SIGNALS_H
#define SEGUE_SIGNALS_H

/// From now on Ctrl-C does not end the process: it is counted, and a byte is written to a pipe.
///
/// Also puts the terminal back to how it was found when the process exits, is ended by a signal or
/// is stopped by Ctrl-Z. Returns the end of the pipe to read from, or -1 with errno. Calling it
/// again returns the same.
int segue_signals_install(void);

/// How many times Ctrl-C was pressed since the process began.
int segue_interrupt_count(void);

/// While a line is edited, Ctrl-C belongs to the editor: it is counted, but written to another
/// pipe, which also tells of a window that changed and of a process that was continued.
void segue_signals_set_editing(int editing);

enum { SEGUE_INTERRUPT = 'i', SEGUE_REDRAW = 'r' };

/// The end of the editor's pipe to wait for, or -1 where no signals were installed.
int segue_signals_descriptor(void);

/// The next message for the editor, or 0 if there is none.
char segue_signals_next_message(void);

/// Lets a broken pipe end the process without a word, even where the parent ignored that signal.
void segue_signals_end_on_broken_pipe(void);

/// Makes a file that grows beyond what the process may write an error of writing, not its end.
void segue_signals_report_large_files(void);

/// Puts the terminal back to how `segue_signals_install` found it.
void segue_terminal_restore(void);

/// The columns and rows of the terminal behind a descriptor; 0 if it does not say. Returns -1 if
/// there is no terminal.
int segue_terminal_size(int descriptor, int *columns, int *rows);

#endif
