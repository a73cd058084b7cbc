import Clustering
import Planning

/// Customers in the plane that shows most of their differences.
struct PlaneDocument {
  let blocks: [Document.Block]

  init(_ plane: PlanarView) {
    let hidden = plane.hiddenShare
    blocks = [
      .heading(
        "\(readable(plane.labels.count)) customers in the plane of the two largest principal "
          + "components"),
      .chart(.plane(plane)),
      .table(
        TableBlock(
          headings: [
            TableBlock.Heading("feature"),
            TableBlock.Heading("to the right", detail: "loading", alignment: .trailing),
            TableBlock.Heading("up", detail: "loading", alignment: .trailing),
          ],
          rows: zip(plane.axes, plane.projection.loadings).map { name, loading in
            [
              .text(name), .number(loading.x, significant: 3),
              .number(loading.y, significant: 3),
            ]
          })),
      .paragraph(
        "The plane shows \(readableShare(plane.projection.shownShare)) of the variance"
          + (hidden > 0.005
            ? "; \(readableShare(hidden)) lies in other directions, in which segments that overlap "
              + "here may be apart." : ".")),
    ]
  }
}
