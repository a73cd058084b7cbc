import Clustering
import Matrices
import Relations
import Tables

/// What flows through a pipeline at run time; each case has the `ValueType` of its name.
package enum Value: Sendable {
  case table(Rows)
  case features(Features)
  case scaled(Scaled)
  case sweep(Sweep)
  case model(Model)
  case profile(Profile)
  /// A value that only shows itself, and says what it looks like.
  case display(any Display)
  case scalar(Literal)
  /// A run of the past.
  case run(any LockedRun)
  /// Entities with the segments that such a run gives them.
  case applied(AppliedRows)
}

/// One row per entity, ascending by the key.
package struct Features: Sendable {
  /// The key, the features as they are now, and columns that are carried along.
  package let table: Table
  package let key: String
  /// The numeric columns that a model sees, in order.
  package let names: [String]
  /// The features in the units in which they were made, before `log`.
  package let originals: Table
  /// What was done to a feature since, by name; a feature that is not listed is as it was made.
  package let transforms: [FeatureTransform]

  package init(
    table: Table, key: String, names: [String], originals: Table? = nil,
    transforms: [FeatureTransform] = []
  ) {
    self.table = table
    self.key = key
    self.names = names
    self.originals = originals ?? table
    self.transforms = transforms
  }
}

/// A change of a feature's scale that can be turned back.
package struct FeatureTransform: Equatable, Sendable {
  package enum Kind: String, Sendable {
    /// ln(1 + x)
    case log1p
  }

  package let feature: String
  package let kind: Kind

  package init(feature: String, kind: Kind) {
    self.feature = feature
    self.kind = kind
  }
}

/// Features on a common scale, with the numbers that brought them there.
package struct Scaled: Sendable {
  package let features: Features
  /// Shape `[n, d]`, columns as `axes`, rows as `features.table`.
  package let matrix: Matrix
  package let method: String
  /// One per feature: `(x − centre) / spread`.
  package let centers: [Double]
  package let spreads: [Double]
  /// What `reduce` turned the features into, if it did.
  package let reduction: Reduction?
  /// The categories whose columns stand after the axes of the features, if `encode` put them there.
  package let encoding: Encoding?

  package init(
    features: Features, matrix: Matrix, method: String, centers: [Double], spreads: [Double],
    reduction: Reduction? = nil, encoding: Encoding? = nil
  ) {
    self.reduction = reduction
    self.encoding = encoding
    self.features = features
    self.matrix = matrix
    self.method = method
    self.centers = centers
    self.spreads = spreads
  }
}
