import Execution

extension PromptReply {
  /// What the lines of a prompt show, a document for each statement: only what was not shown before,
  /// and the names that they bind in the session.
  package func documents(in session: Session, scope: RunDocument.Scope) -> [RunDocument] {
    [RunDocument(parts: RunDocument.ledger(decisions, scope))]
      + zip(results, digests).map { result, digest in
        let bindings = result.outcome.bindings.compactMap { name -> RunDocument.Part? in
          guard let value = session.runner.datasets[name] else { return nil }
          return .bound(name, value.type, rows: value.value.rowCount)
        }
        return RunDocument(
          parts: RunDocument.body(result, digest, bindings: bindings, scope))
      }
  }
}
