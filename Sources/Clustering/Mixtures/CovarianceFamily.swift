/// The covariance structure of a mixture's components.
///
/// A covariance is λ D A Dᵀ: a volume λ, a shape A (a diagonal of determinant 1) and an orientation D.
/// Each may be equal in all components (E), vary between them (V), or be trivial (I): a sphere has no
/// shape, and axis-aligned ellipsoids have no orientation. The three letters are those of R's mclust.
/// G. Celeux, G. Govaert, "Gaussian parsimonious clustering models", Pattern Recognition 28, 1995.
public enum CovarianceFamily: String, Sendable, CaseIterable {
  /// Spheres of one size: the model closest to k-means.
  case eii = "EII"
  /// Spheres of any size; scikit-learn's `spherical`.
  case vii = "VII"
  /// One ellipsoid along the columns.
  case eei = "EEI"
  /// Ellipsoids along the columns, of one shape and any size.
  case vei = "VEI"
  /// Ellipsoids along the columns, of one size and any shape.
  case evi = "EVI"
  /// Any ellipsoids along the columns; scikit-learn's `diag`.
  case vvi = "VVI"
  /// One ellipsoid in any direction; scikit-learn's `tied`.
  case eee = "EEE"
  /// Ellipsoids of one shape and direction, and any size.
  case vee = "VEE"
  /// Ellipsoids of one size and direction, and any shape.
  case eve = "EVE"
  /// Ellipsoids of one direction, and any size and shape.
  case vve = "VVE"
  /// Ellipsoids of one size and shape, in any direction.
  case eev = "EEV"
  /// Ellipsoids of one shape, of any size and direction.
  case vev = "VEV"
  /// Ellipsoids of one size, of any shape and direction.
  case evv = "EVV"
  /// Any ellipsoids; scikit-learn's `full`.
  case vvv = "VVV"

  /// scikit-learn's name for `VVV`.
  public static let full = CovarianceFamily.vvv
  /// scikit-learn's name for `EEE`.
  public static let tied = CovarianceFamily.eee
  /// scikit-learn's name for `VVI`.
  public static let diagonal = CovarianceFamily.vvi
  /// scikit-learn's name for `VII`.
  public static let spherical = CovarianceFamily.vii

  /// Whether the family is invariant to units: columns may be multiplied by different factors.
  ///
  /// With different factors, spheres become ellipsoids, and shared shapes or directions are no longer
  /// shared.
  public var isBlindToUnits: Bool {
    switch self {
    case .eei, .vei, .evi, .vvi, .eee, .vee, .evv, .vvv: true
    case .eii, .vii, .eve, .vve, .eev, .vev: false
    }
  }

  /// Whether all covariances are diagonal, spheres included.
  public var isDiagonal: Bool {
    switch self {
    case .eii, .vii, .eei, .vei, .evi, .vvi: true
    case .eee, .vee, .eve, .vve, .eev, .vev, .evv, .vvv: false
    }
  }

  /// The number of free parameters in the covariances of `k` components in `d` columns.
  public func covarianceParameters(k: Int, d: Int) -> Int {
    let letters = Array(rawValue)
    func count(_ letter: Character, _ each: Int) -> Int {
      letter == "I" ? 0 : letter == "E" ? each : k * each
    }
    return count(letters[0], 1) + count(letters[1], d - 1) + count(letters[2], d * (d - 1) / 2)
  }
}
