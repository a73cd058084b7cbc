/// A way to write a document: for a terminal, a pipe, a page.
package protocol DocumentFormat: Sendable {
  /// The document as text whose lines each end with a line feed; empty for an empty document.
  ///
  /// Texts of the document are raw; the format makes them safe for where its output goes.
  func text(of document: Document) -> String
}
