import Diagnostics

extension DiagnosticCode {
  package static let wanderedName = DiagnosticCode(
    "W0730", "a name that now stands for another segment",
    page: """
      Names are given by the rules of the script, to the segments as they are in this run. After a
      refit the same rule may fit another segment: customers who were `Champions` are called `Loyal`
      now, and the `Champions` of the new run are others. The segments of both runs are matched, by
      their customers where these are at hand and else by their centres, and every name that does not
      go on with its segment is told, with where it went.

      That may be right: the rule says what `Champions` means, and the segment changed. If it is not,
      change the rule. Where one rule fits two segments, the second name has a number after it that
      goes by the size of the segments: write a rule that tells them apart, and the number is gone.
      """)

  package static let decisionByNumber = DiagnosticCode(
    "W0731", "a decision by the number of a segment",
    page: """
      Segments are numbered by size, the largest first. A script that says `keep segment == 1` takes
      whoever is largest: after a refit that may be another segment, under the same number. It is told
      when a number that the script names means another segment than in the old lock.

      Give the segments names, and select by name: a rule such as `recency is low => "Active"` asks what
      a segment is like, not how large it is.
      """)

  package static let movedName = DiagnosticCode(
    "W0732", "a name whose centre moved far",
    page: """
      The segment goes on, and its rule still gives it the same name, but its customers have become
      others: its centre moved by more than half of the way to what was the nearest other segment.
      Features are measured by the width of all centres of both runs. Look at the profile, and decide
      whether the name still says what these customers are like.
      """)
}
