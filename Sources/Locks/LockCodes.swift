import Diagnostics
import Reference
import Tables

/// The codes of locks, for `segue explain` and the tests of the pages.
package enum LockCodes {
  /// The message for a lock whose turn somebody else has.
  package static func diagnostic(
    for refusal: WriteLock.Refusal, script: String
  ) -> Diagnostic {
    let running = "another `segue lock` of \(quoted(script)) is running"
    let start = "two of them would overwrite each other's lock; start again when it has ended"
    switch refusal {
    case .failed(let error): return Tables.diagnostic(for: error)
    case .taken(let holder):
      let who = holder.map { ["it is process \($0.process) on \(VisibleText($0.host).text)"] } ?? []
      return Diagnostic(.anotherWriter, running, at: .process, notes: who + [start])
    case .elsewhere(let holder, let note):
      let host = VisibleText(holder.host).text
      return Diagnostic(
        .anotherWriter, "a `segue lock` of \(quoted(script)) runs on \(host), or was ended there",
        at: .process,
        notes: [
          "it is process \(holder.process) on \(host), which cannot be seen from here", start,
        ],
        fixes: [
          Diagnostic.Fix(
            "rm \(VisibleText(note).text)", remark: "if it does not run there any more")
        ])
    }
  }

  package static let all: [DiagnosticCode] = [
    .unreadableLock, .changedLock, .otherData, .newerLock, .otherScript,
    .anotherWriter, .noLock, .nothingToApply, .unknownInput, .wrongIdKey,
    .entitiesFromHere, .otherParameter, .noMoneyColumn, .limitPassed,
    .wanderedName, .decisionByNumber, .movedName,
    .fixedAsOf, .pastAsOf, .nothingToServe,
  ]
}

extension CodeIndex {
  /// The codes of everything below the roof.
  package static let complete = CodeIndex(adding: LockCodes.all)
}

extension DiagnosticCode {
  package static let nothingToServe = DiagnosticCode(
    "E0728", "a lock that cannot be served",
    page: """
      `segue serve` puts the records of a request in the place of the first file that the script loads. A
      script that makes up its data has none.

      ```seg
      sample transactions customers=100 seed=7 | rfm | scale zscore | kmeans k=3 seed=1
      ```

      Lock a script that loads a file.
      """)
}

extension DiagnosticCode {
  package static let unreadableLock = DiagnosticCode(
    "E0701", "a file that is not a lock",
    page: """
      A lock is the JSON that `segue lock` writes. This file is something else, is cut off, or has
      lost a part.

      Take the committed one back from version control, or make it again with `segue lock F.seg`.
      """)

  package static let changedLock = DiagnosticCode(
    "E0702", "a lock that was changed",
    page: """
      A lock carries a checksum of itself, and it does not fit any more: somebody edited the file, a
      merge mixed two locks, or a byte was damaged. A lock is evidence, so nothing is compared with
      it in this state.

      Take the committed one back, or make it again with `segue lock F.seg` and read the difference
      that it shows.
      """)

  package static let otherData = DiagnosticCode(
    "E0703", "the data are not those of the lock",
    page: """
      `segue run --locked` promises the segments of the lock, and the files or the script have
      changed since it was made. The message says what is different; nothing was written.

      `segue apply F.seg.lock --input tx=new.csv` pushes new rows through the locked decisions.
      `segue lock F.seg` fits again and shows the difference before it writes.
      """)

  package static let newerLock = DiagnosticCode(
    "E0704", "a lock of a newer format",
    page: """
      The lock was written by a version that knows more than this one. It names the version that can
      read it.
      """)

  package static let otherScript = DiagnosticCode(
    "E0705", "the script is not the one that was locked",
    page: """
      The decisions of a lock are replayed by the script that made them. The script beside the lock,
      or one of its modules, has changed since, so that the numbers have no place to go to. Comments
      and layout do not count.

      Take back the script of the lock's commit, or make the lock again with `segue lock F.seg`.
      """)

  package static let anotherWriter = DiagnosticCode(
    "E0707", "somebody else makes this lock",
    page: """
      Two `segue lock` of one script at a time would each show a difference to a file that the other
      one is about to replace. The later one stops before it runs anything, and says which process
      of which machine the other one is: start again when it has ended.

      A run that was killed holds nothing up on its own machine. From another machine that shares the
      folder nobody can see whether it still runs: the message then names the hidden file to remove
      if it does not.
      """)

  package static let noLock = DiagnosticCode(
    "E0709", "there is no lock yet",
    page: """
      `verify`, `apply`, `diff` and `run --locked` compare with a lock, which `segue lock F.seg`
      makes as `F.seg.lock`. Commit it together with the script.
      """)

  package static let nothingToApply = DiagnosticCode(
    "E0710", "the lock has no model to apply",
    page: """
      Fresh customers are given the segment whose locked centre is nearest. The script of this lock
      fits no such model, or several of them: `--model NAME` says which.
      """)

  package static let unknownInput = DiagnosticCode(
    "E0711", "an input that the lock does not know",
    page: """
      `--input NAME=FILE` puts a fresh file in the place of one that the script loads. The name is
      that of the old file without folder and ending: `tx` for `data/tx.csv`. The message lists the
      names that there are.
      """)

  package static let wrongIdKey = DiagnosticCode(
    "E0712", "a key for ids that cannot be used",
    page: """
      `--id-key-file` names a file with a secret of at least 16 bytes. Ids of customers are mixed
      with it before they are hashed, because plain hashes of customer numbers can be turned back by
      trying all numbers. Make one with `head -c 32 /dev/urandom > ids.key`, and keep it out of the
      repository.
      """)

  package static let otherParameter = DiagnosticCode(
    "E0720", "a param that is not the one of the lock",
    page: """
      `segue run --locked` promises the run that was locked, and a param or the seed that is given on
      the command line would make it another one. Leave it out to have the lock's value, leave out
      `--locked` to run with yours, or lock the script with it: `segue lock F.seg --NAME value`.
      """)

  package static let noMoneyColumn = DiagnosticCode(
    "E0721", "no such feature to count money by",
    page: """
      `segue diff --data` adds up what the customers are worth who went from one segment to another.
      It takes the feature `monetary`, or one that is called like an amount; `--money NAME` names
      another feature, which the models of both locks must have. The message lists those that there
      are.
      """)

  package static let limitPassed = DiagnosticCode(
    "E0722", "fresh data have passed a limit",
    page: """
      Fresh customers were given their locked segments, and they differ from the locked ones by more
      than was allowed: `--max-psi 0.2` for the population stability index of each feature,
      `--max-unassigned 2%` for the share of customers without a segment. The rows were written, so
      that somebody can look at them; the exit code is 5.

      A PSI is near the value that chance gives (it stands beside it) while nothing has changed. Above
      0.1 and above what chance gives in 1 of 100 samples, look at the feature; if the customers are
      others now, fit again with `segue lock F.seg` and read what changed.
      """)

  package static let entitiesFromHere = DiagnosticCode(
    "N0701", "entities that are made on the way",
    page: """
      `segue apply` gives a row for every entity of the input, also for those whose rows were all
      removed. Where the id is made by a stage of its own, rows that were removed before that stage
      belong to nobody yet, and are counted in no row of the output.
      """)
}
