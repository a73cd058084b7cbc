import Diagnostics

extension DiagnosticCode {
  package static let valueNotInTable = DiagnosticCode(
    "E0431", "a value that the table of `recode` lacks",
    page: """
      With `rest=error`, every value of the column has to be in the table, so that a new one in next
      month's export stops the run instead of becoming a segment of its own.

      ```seg
      table [{id: 1, status: "P"}, {id: 2, status: "X"}]
        | recode status with {"P" => "paid", "C" => "cancelled"} rest=error
      # error: E0431
      ```

      Add the value to the table, end the table with `else => "other"`, or write `rest=keep`.
      """)

  package static let idleMapping = DiagnosticCode(
    "W0414", "a value to recode that no row has",
    page: """
      A line of the table of `recode` met no row: a misspelling, another case, a space, or a value that
      this export does not have.

      ```seg
      table [{id: 1, status: "P"}] | recode status with {"p" => "paid"}
      ```

      `describe` lists the most frequent values of a column.
      """)
}

extension Recode {
  package static let manual = """
    One table says what each value becomes, in the script, where it can be reviewed. `null` stands for a
    missing cell on either side.

    ```seg
    table [{id: 1, status: "P"}, {id: 2, status: "C"}, {id: 3, status: "n/a"}, {id: 4, status: "Q"}]
      | recode status with {"P" => "paid", "C" => "cancelled", "n/a" => null}
    ```

    Values that the table lacks stay as they are. `else` in the table gives them a value, `rest=missing`
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
    has a line for `null`. The ledger counts the rows of each line and of the rest. On fresh data the same
    table is used.
    """
}
