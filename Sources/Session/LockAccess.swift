import Diagnostics
import Planning

/// What a session knows of locks: how `locked` opens one, and the codes of their messages.
///
/// Locks replay scripts in sessions of their own, so that their target stands above this one and
/// hands itself in here.
package struct LockAccess: Sendable {
  package let codes: [DiagnosticCode]
  private let makeOpener: @Sendable (SessionSettings) -> LockOpener

  package init(
    codes: [DiagnosticCode], opener: @escaping @Sendable (SessionSettings) -> LockOpener
  ) {
    self.codes = codes
    makeOpener = opener
  }

  /// Opens locks for scripts that run with these settings.
  func opener(_ settings: SessionSettings) -> LockOpener { makeOpener(settings) }
}
