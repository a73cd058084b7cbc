import Diagnostics

extension DiagnosticCode {
  package static let valueNotInTable = DiagnosticCode(
    "E0431", "a value that is not in the table of `recode`",
    page: """
      With `rest=error`, every value of the column must be in the table, so that a new value in next
      month's export stops the run instead of becoming a category of its own.

      ```seg
      table [{id: 1, status: "P"}, {id: 2, status: "X"}]
        | recode status with {"P" => "paid", "C" => "cancelled"} rest=error
      # error: E0431
      ```

      Add the value to the table, end the table with `else => "other"`, or write `rest=keep`.
      """)

  package static let idleMapping = DiagnosticCode(
    "W0414", "a value to recode that does not occur",
    page: """
      A line of the table of `recode` matched no row: a misspelling, another case, a space, or a value
      that this export does not have.

      ```seg
      table [{id: 1, status: "P"}] | recode status with {"p" => "paid"}
      ```

      `describe` lists the most frequent values of a column.
      """)
}

extension Recode {
  package static let manual = """
    One table defines the new values in the script, where it can be reviewed. `null` stands for a missing
    cell on either side.

    ```seg
    table [{id: 1, status: "P"}, {id: 2, status: "C"}, {id: 3, status: "n/a"}, {id: 4, status: "Q"}]
      | recode status with {"P" => "paid", "C" => "cancelled", "n/a" => null}
    ```

    Values that are not in the table are kept. `else` in the table replaces them by a value, `rest=missing`
    makes them missing, and `rest=error` stops the run and lists them:

    ```seg
    table [{id: 1, country: "UK"}, {id: 2, country: "EIRE"}, {id: 3, country: "Peru"}]
      | recode country with {"UK" => "GB", "EIRE" => "IE", else => "other"}
    ```

    ```seg
    table [{id: 1, status: "P"}, {id: 2, status: "X"}]
      | recode status with {"P" => "paid"} rest=error
    # error: E0431
    ```

    Text is compared byte by byte: case and spaces count. A missing cell stays missing unless the table
    has a line for `null`. The ledger counts the rows of each line and of the rest. The same table is used
    on new data.
    """
}
