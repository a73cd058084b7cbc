import Matrices

/// The purchase history of one customer, reduced to what models of repeat purchases need.
///
/// All times are in the same unit, chosen by the caller, and count from the first purchase.
package struct PurchaseHistory: Equatable, Hashable, Sendable {
  /// Purchases after the first, x.
  package let repeats: Int
  /// The time of the last purchase, t_x; 0 without a repeat purchase.
  package let recency: Double
  /// The time from the first purchase to the end of the observation, T.
  package let age: Double

  package init(repeats: Int, recency: Double, age: Double) {
    self.repeats = repeats
    self.recency = recency
    self.age = age
  }

  /// Whether it is possible: 0 ≤ t_x ≤ T, and t_x = 0 without repeats.
  package var isPossible: Bool {
    repeats >= 0 && recency.isFinite && age.isFinite && recency >= 0 && recency <= age
      && (repeats > 0 || recency == 0)
  }
}

/// The histories of many customers, with equal ones grouped: a likelihood is computed once per group.
///
/// Groups are in ascending order, so that sums over them do not depend on the order of customers.
package struct PurchaseHistories: Sendable {
  /// Distinct histories, ascending by repeats, recency and age.
  package let groups: [PurchaseHistory]
  /// The number of customers of each group.
  let counts: [Double]
  /// The group of each customer, in the order in which they were given.
  package let groupOfCustomer: [Int]
  /// The distinct numbers of repeats, ascending, and the index of each group's number among them.
  let repeats: [Int]
  private let repeatsOfGroup: [Int]

  /// - Throws: `.noCustomers`, `.impossibleHistory`.
  /// - Complexity: O(*n* log *n*).
  package init(_ customers: [PurchaseHistory]) throws(LifetimeError) {
    guard !customers.isEmpty else { throw .noCustomers }
    if let bad = customers.firstIndex(where: { !$0.isPossible }) {
      throw .impossibleHistory(customer: bad)
    }
    let order = customers.indices.sorted { a, b in
      let (a, b) = (customers[a], customers[b])
      if a.repeats != b.repeats { return a.repeats < b.repeats }
      if a.recency != b.recency { return a.recency < b.recency }
      return a.age < b.age
    }
    var (groups, counts, repeats, places) = ([PurchaseHistory](), [Double](), [Int](), [Int]())
    var groupOfCustomer = Array(repeating: 0, count: customers.count)
    for customer in order {
      let history = customers[customer]
      if groups.last != history {
        groups.append(history)
        counts.append(0)
        if repeats.last != history.repeats { repeats.append(history.repeats) }
        places.append(repeats.count - 1)
      }
      counts[counts.count - 1] += 1
      groupOfCustomer[customer] = groups.count - 1
    }
    self.groups = groups
    self.counts = counts
    self.repeats = repeats
    self.groupOfCustomer = groupOfCustomer
    repeatsOfGroup = places
  }

  package var customers: Int { groupOfCustomer.count }
  /// All purchases after the first.
  package var totalRepeats: Double {
    zip(groups, counts).reduce(0) { $0 + Double($1.0.repeats) * $1.1 }
  }
  /// The share of customers without a repeat purchase.
  package var oneTimeShare: Double {
    zip(groups, counts).reduce(0) { $0 + ($1.0.repeats == 0 ? $1.1 : 0) } / Double(customers)
  }

  /// The sum over customers of a function of their history.
  ///
  /// `byRepeats` is the part that depends only on the number of repeats and is computed once for each
  /// number; `term` receives it with a history. Blocks of groups are added in a fixed tree, regardless
  /// of threads.
  func sum(
    control: RunControl, byRepeats: (Double) -> Gradient,
    _ term: @Sendable (PurchaseHistory, Gradient) -> Gradient
  ) throws(LifetimeError) -> Gradient {
    let shared = repeats.map { byRepeats(Double($0)) }
    let blocks = BlockSum.blocks(for: groups.count)
    let partials = AlignedArray(repeating: 0.0, count: blocks * 5)
    do throws(CancellationError) {
      try Parallel.forEach(blocks, control: control.quiet(threads: control.threads)) { block, _ in
        var sum = Gradient(0)
        for group in BlockSum.range(of: block, count: groups.count) {
          sum = sum + counts[group] * term(groups[group], shared[repeatsOfGroup[group]])
        }
        partials[block * 5] = sum.value
        for place in 0..<4 { partials[block * 5 + 1 + place] = sum.partials[place] }
      }
    } catch {
      throw .cancelled
    }
    BlockSum.tree(partials, blocks: blocks, width: 5)
    return Gradient(
      partials[0], partials: SIMD4(partials[1], partials[2], partials[3], partials[4]))
  }
}
