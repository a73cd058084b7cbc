import Clustering
import Diagnostics
import Planning
import Syntax

/// Draws the customers in a plane, by segment.
package struct Scatter: Stage {
  let range: SourceRange

  package static let signature = StageSignature(
    "scatter", "Draws the customers in the plane of the largest variance.",
    group: .read, inputs: [.model], gives: "Display",
    aliases: ["biplot", "plot2d", "fviz_cluster", "clusplot"])

  package init?(_ call: BoundCall, on input: ValueType, _ checker: inout StageChecker) {
    guard case .model = input else { return nil }
    range = call.range
  }

  package var output: ValueType { .display }

  package func run(
    _ input: Value?, replaying replayed: LedgerRecord?, _ context: RunContext
  ) throws(StageFailure) -> StageResult {
    guard case .model(let model)? = input else { brokenPlan() }
    let projection: PlanarProjection
    do throws(ClusteringError) {
      projection = try PlanarProjection(model.scaled.matrix, control: context.control)
    } catch {
      throw StageFailure(error, model.scaled.features, at: range)
    }
    var record = LedgerRecord()
    record["shown"] = .number(projection.shownShare)
    return StageResult(
      .display(
        PlanarView(
          projection, axes: model.scaled.axes, labels: model.labels, sizes: model.sizes)),
      record: record)
  }
}

extension Scatter {
  package static let manual = """
    The plane of the two largest principal components of the scaled features. A cell shows the number
    of the segment with most of its customers. The share of the variance outside the plane is reported,
    because segments that are separated in another direction overlap in the picture. The loadings show
    which features move a customer to the right and up.

    ```seg
    sample transactions customers=300 seed=7
      | rfm | log monetary, frequency | scale zscore | kmeans k=4 seed=1 | scatter
    ```

    ```seg
    sample transactions customers=100 seed=7 | rfm | scale zscore | scatter
    # error: E0307
    ```
    """
}
