import Diagnostics

extension DiagnosticCode {
  package static let unknownStage = DiagnosticCode(
    "E0201", "unknown stage",
    page: """
      The word at the start of a stage is not one that Segue knows. Nothing was run.

      ```seg
      sample transactions customers=50 | kmean k=3
      # error: E0201
      ```

      Write the stage that the message suggests; `segue doc` lists all of them. Words from elsewhere
      (`filter`, `mutate`, `StandardScaler`) are answered with the Segue word.
      """)

  package static let unknownDataset = DiagnosticCode(
    "E0202", "unknown dataset",
    page: """
      A pipeline starts with a name that no `let` above it defines and that is no stage.

      ```seg
      orders | rfm
      # error: E0202
      ```

      Define it first, `let orders = load "orders.csv"`, or start with a source such as `load`.
      """)

  package static let unknownColumn = DiagnosticCode(
    "E0203", "no such column",
    page: """
      A column is named that does not exist at this point of the pipeline: it is spelled differently,
      was removed by `select` or `without`, or `features` has replaced the columns by its own.

      ```seg
      sample transactions customers=50 | dedupe by custmer_id
      # error: E0203
      ```

      The message lists the columns that are there. `:schema` shows them at the prompt.
      """)

  package static let unknownParameter = DiagnosticCode(
    "E0204", "unknown parameter",
    page: """
      A stage was given `name=value` with a name that it does not have.

      ```seg
      sample transactions customers=50 | rfm | scale zscore | kmeans k=3 sed=1
      # error: E0204
      ```

      The message lists the parameters; `:help kmeans` explains them.
      """)

  package static let unknownFunction = DiagnosticCode(
    "E0205", "unknown function",
    page: """
      A function is called that does not exist.

      ```seg
      sample transactions customers=50 | derive a = strat_with(invoice, "C")
      # error: E0205
      ```

      `segue doc functions` lists all functions.
      """)

  package static let unknownChoice = DiagnosticCode(
    "E0206", "unknown choice",
    page: """
      A parameter takes one of a few words, and this is none of them.

      ```seg
      sample transactions customers=50 | rfm | scale zscor
      # error: E0206
      ```

      The message lists the words.
      """)

  package static let duplicateName = DiagnosticCode(
    "E0207", "a name is defined twice",
    page: """
      In a file a name means one thing: a reader must not have to know which line came last.

      ```seg
      let tx = sample transactions customers=50
      let tx = sample transactions customers=60
      # error: E0207
      ```

      Give the second one a name of its own. At the prompt a name may be defined again.
      """)

  package static let unknownRole = DiagnosticCode(
    "E0208", "no column for a role",
    page: """
      A stage such as `rfm` looks for columns by their role (id, date, amount, order). None fits, or
      several do.

      ```seg
      table [{a: 1, b: 2}] | rfm
      # error: E0208
      ```

      Say which column it is: `rfm id=customer date=ordered_on amount=total`. The message lists the
      candidates.
      """)
}
