import Diagnostics
import Locks
import Matrices
import Session
import Tables
import TestSupport

/// A small shop to check scripts against.
let shop: TemporaryFolder = {
  let folder = TemporaryFolder()
  folder.write(
    "tx.csv",
    """
    order_id,customer_id,order_date,amount,status,email
    1,C1,2025-01-03,10.50,paid,a@x.example
    2,C1,2025-02-14,20.00,paid,a@x.example
    3,C2,2025-02-15,5.25,open,b@x.example
    4,C3,2025-03-01,100.00,paid,c@x.example
    5,C3,2025-03-05,50.00,paid,c@x.example
    6,C4,2025-04-01,33.10,paid,d@x.example
    7,C5,2025-05-09,12.00,paid,e@x.example
    8,,2025-05-10,12.00,paid,
    9,C6,2025-06-01,44.00,paid,f@x.example
    10,C7,2025-06-02,45.00,paid,g@x.example

    """)
  folder.write(
    "dates.csv",
    """
    customer_id,order_date,amount
    C1,03/04/2024,10
    C2,05/06/2024,11
    C3,07/01/2024,12

    """)
  folder.write(
    "gaps.csv",
    """
    id,a,b
    1,5,2
    2,6,
    3,4,9000
    4,1,800000

    """)
  return folder
}()

/// A session in the shop's folder.
func shopSession(allowsRedefinition: Bool = false) -> Session {
  Session(
    SessionSettings(
      files: FileAccess(root: shop.path), locks: .standard, control: RunControl(threads: 2),
      memoryLimit: 1 << 30, scriptFolder: shop.path), allowsRedefinition: allowsRedefinition)
}

/// The script with the shop's folder in front of its file names.
func placed(_ script: String) -> String {
  var text = ""
  var rest = Substring(script)
  while let range = rest.range(ofText: "load \"") {
    text += rest[..<range.upperBound] + shop.path + "/"
    rest = rest[range.upperBound...]
  }
  return text + rest
}

/// What checking (and, without errors, running) the script says, drawn as on a terminal of 100
/// columns, with the shop's folder left out.
func messages(_ script: String) -> String {
  var session = shopSession()
  let result = session.run(SourceText(name: "script.seg", text: placed(script)))
  let drawing = DiagnosticDrawing(sources: session.sources, style: Style(width: nil))
  let shown = result.diagnostics.filter { $0.severity == .error }
  return drawing.draw(shown).replacing(shop.path + "/", with: "")
}

/// The codes of the errors of a script.
func errorCodes(_ script: String) -> [String] {
  var session = shopSession()
  let result = session.run(SourceText(name: "script.seg", text: placed(script)))
  return result.diagnostics.filter { $0.severity == .error }.map(\.code.id)
}

extension Substring {
  func range(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}

extension String {
  func replacing(_ text: String, with other: String) -> String {
    var result = ""
    var rest = Substring(self)
    while let range = rest.range(ofText: text) {
      result += rest[..<range.lowerBound] + other
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
