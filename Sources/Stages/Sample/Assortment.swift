import Relations
import Tables

/// The products of the shop, and the words of its data.
struct Assortment {
  struct Product {
    let code: String
    let description: String
    /// The price in the first year; in the second year it is 4% higher.
    let cents: Int
  }

  /// Ascending by price.
  let products: [Product]

  /// Every thing in every finish: 192 products.
  init() {
    var products: [Product] = []
    for (i, thing) in Assortment.things.enumerated() {
      for (j, finish) in Assortment.finishes.enumerated() {
        products.append(
          Product(
            code: "\(20_000 + i * 37)\(finish.letter)",
            description: "\(finish.name) \(thing.name)",
            cents: (thing.cents * finish.percent + 50) / 100 + (i + j) % 5))
      }
    }
    self.products = products.sorted { ($0.cents, $0.code) < ($1.cents, $1.code) }
  }

  /// The last digits make two finishes of a thing differ in price.
  private static let things: [(name: String, cents: Int)] = [
    ("tea light holder", 95), ("gift tag, pack of 10", 125), ("napkins, pack of 20", 165),
    ("postcard \"Lighthouse\"", 55), ("mug", 495), ("tea towel", 650), ("candle", 790),
    ("picture frame", 995), ("storage tin", 1_150), ("apron", 1_890), ("cushion cover", 2_250),
    ("bread basket", 1_675), ("wall clock", 3_495), ("doormat", 2_790), ("table lamp", 5_950),
    ("blanket", 6_900),
  ]

  private static let finishes: [(name: String, letter: String, percent: Int)] = [
    ("Plain", "", 90), ("Red", "R", 100), ("Blue", "B", 100), ("Green", "G", 100),
    ("Striped", "S", 105), ("Dotted", "D", 105), ("Linen", "L", 120), ("Wooden", "W", 125),
    ("Hand-painted", "H", 140), ("Copper", "C", 145), ("Ceramic", "K", 130),
    ("Limited edition", "X", 160),
  ]

  static let countries = [
    "Sweden", "Norway", "Denmark", "Finland", "Germany", "Netherlands", "Belgium", "France",
    "Poland", "Ireland", "Spain", "Italy",
  ]
  static let countryWeights = [34, 14, 12, 9, 10, 6, 3, 4, 3, 2, 2, 1]

  static let givenNames = [
    "anna", "erik", "maria", "lars", "karin", "johan", "eva", "nils", "sara", "olof", "ida",
    "peter", "linnea", "mikael", "elsa", "anders", "julia", "henrik", "clara", "emil", "sofia",
    "martin", "nora", "jonas",
  ]
  static let familyNames = [
    "berg", "lind", "dahl", "holm", "strand", "ek", "nord", "vik", "lund", "sund", "hage", "moen",
    "bakke", "krog", "friis", "salo", "koski", "weber", "vos", "roche", "nowak", "byrne", "vega",
    "conti",
  ]
  /// Domains that are reserved for examples.
  static let domains = ["example.com", "example.org", "example.net"]
}
