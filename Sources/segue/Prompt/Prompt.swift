import Session

/// The prompt.
struct Prompt {
  let console: Console

  init(_ console: Console) { self.console = console }

  func run() -> ExitStatus { .done }
}
