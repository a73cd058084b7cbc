import Testing

@testable import Stages

/// Ten values of which one is far from the others, and a missing one.
private let amounts =
  "table [{a: 1}, {a: 2}, {a: 3}, {a: 4}, {a: 5}, {a: 6}, {a: 7}, {a: 8}, {a: 100}, {a: null}]"

// By hand. iqr: quartiles 3 and 7, so 3 − 1.5 · 4 and 7 + 1.5 · 4. mad: median 5, distances 4 3 2 1 0 1 2 3
// 95 with the median 2, so 5 ± 3.5 · 1.4826 · 2. zscore: mean 136 / 9, deviation with n − 1 of 31.9…
@Test(arguments: [
  ("iqr", "a={low=-3 high=13 below=0 above=1}"),
  ("iqr limit=1", "a={low=-1 high=11 below=0 above=1}"),
  ("mad", "a={low=-5.3782 high=15.3782 below=0 above=1}"),
])
func `limits of outliers follow from the middle and the spread`(_ rule: String, _ record: String) {
  check(
    "\(amounts) | outliers a by \(rule) action=cap | take 1", gives: ["1"],
    record: ("outliers", record))
}

@Test func `one value among few is never beyond three deviations`() {
  // The largest z-score of n values is (n − 1) / √n, which is 2.67 for 9.
  #expect(Ran("\(amounts) | outliers a by zscore").codes == [])
  #expect(Ran("\(amounts) | outliers a by zscore limit=2").codes == ["N0420"])
}

@Test func `outliers are flagged, capped or dropped, and missing values are none`() {
  let flagged = Ran("\(amounts) | outliers a by iqr")
  #expect(flagged.names == ["a", "is_outlier"])
  #expect(flagged.rows.suffix(3) == ["8 false", "100 true", "- false"])
  #expect(Ran("\(amounts) | outliers a by iqr action=cap").rows.suffix(3) == ["8", "13", "-"])
  #expect(Ran("\(amounts) | outliers a by iqr action=drop").rows.suffix(3) == ["7", "8", "-"])
}

@Test func `values that are mostly equal have no outliers, and a taken name is refused`() {
  let equal = "table [{a: 1}, {a: 1}, {a: 1}, {a: 1}, {a: 9}]"
  for rule in ["iqr", "mad"] { #expect(Ran("\(equal) | outliers a by \(rule)").codes == ["E0420"]) }
  #expect(Ran("\(equal) | outliers a by iqr").message().contains("at least half of `a` is 1"))
  #expect(
    Ran("\(amounts) | outliers a by iqr | outliers a by mad").codes == ["E0402"])
  #expect(Ran("\(amounts) | outliers a by iqr limit=0").codes == ["E0309"])
}

private let states = """
  table [{s: "P", n: 1}, {s: "C", n: 2}, {s: null, n: 3}, {s: "X", n: 4}] | recode s with
  """

@Test(arguments: [
  (#"{"P" => "paid", "C" => null}"#, ["paid 1", "- 2", "- 3", "X 4"]),
  (#"{"P" => "paid", "C" => "C", null => "none"}"#, ["paid 1", "C 2", "none 3", "X 4"]),
  (#"{"P" => "paid", else => "other"}"#, ["paid 1", "other 2", "- 3", "other 4"]),
  (#"{"P" => 1, "C" => 0, else => null}"#, ["1 1", "0 2", "- 3", "- 4"]),
  (#"{"P" => "paid"} rest=missing"#, ["paid 1", "- 2", "- 3", "- 4"]),
])
func `recode replaces values by a table`(_ table: String, _ rows: [String]) {
  #expect(Ran("\(states) \(table)").rows == rows)
}

@Test func `values that the table lacks are listed, and lines without a row are reported`() {
  let unknown = Ran("\(states) {\"P\" => \"paid\"} rest=error")
  #expect(unknown.codes == ["E0431"])
  #expect(unknown.message().contains("2 rows of `s` have a value that is not in the table"))
  #expect(Ran("\(states) {\"p\" => \"paid\"}").codes == ["W0414"])
}

@Test(arguments: [
  (#"{"P" => 1}"#, "E0302"), (#"{1 => "paid"}"#, "E0302"), (#"{"P" => 1, "C" => "x"}"#, "E0302"),
  (#"{"P" => "a", "P" => "b"}"#, "E0314"), (#"{else => "x"}"#, "E0302"), (#"{P: "a"}"#, "E0302"),
  (#"{"P" => "a", else => "x"} rest=keep"#, "E0932"),
])
func `a table of values that does not fit is refused`(_ table: String, _ code: String) {
  #expect(Ran("\(states) \(table)").codes == [code])
}
