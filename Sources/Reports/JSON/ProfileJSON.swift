import Documents
import Planning
import Relations
import Tables

/// A profile of segments as JSON.
enum ProfileJSON {
  static func members(_ profile: Profile) -> [(String, JSONValue)] {
    var members: [(String, JSONValue)] = [("features", JSONValue.strings(profile.features))]
    if !profile.carried.isEmpty { members.append(("carried", JSONValue.strings(profile.carried))) }
    if let money = profile.money { members.append(("money", .string(money))) }
    members += [
      ("segments", .array(profile.segments.map { segment($0, of: profile) })),
      ("all", segment(profile.whole, of: profile)), ("interval_level", .number(0.95)),
    ]
    if !profile.categories.isEmpty {
      members.append(
        ("categories", .array(profile.categories.indices.map { category($0, of: profile) })))
    }
    if !profile.leftOut.isEmpty { members.append(("left_out", JSONValue.strings(profile.leftOut))) }
    if profile.model.noise > 0 { members.append(("noise", .integer(Int64(profile.model.noise)))) }
    return members
  }

  private static func segment(_ segment: Profile.Segment, of profile: Profile) -> JSONValue {
    let names = profile.model.names?.names ?? []
    var members: [(String, JSONValue)] = [("segment", .integer(Int64(segment.number)))]
    if names.indices.contains(segment.number - 1) {
      members.append(("name", .string(names[segment.number - 1])))
    }
    members += [("size", .integer(Int64(segment.size))), ("share", .number(segment.share))]
    if let share = segment.moneyShare { members.append(("money_share", .number(share))) }
    if let count = segment.nearBorder { members.append(("near_border", .integer(Int64(count)))) }
    members.append(
      (
        "features",
        .object(
          zip(profile.columns, segment.values).map { column, values in
            (
              column,
              .object(
                zip(profile.statistics, values).map { statistic, value in
                  (statistic.rawValue, value.map { .number($0) } ?? .null)
                })
            )
          })
      ))
    guard segment.number > 0 else { return .object(members) }
    members.append(
      (
        "intervals",
        .object(
          zip(profile.columns, segment.spreads).compactMap { column, spread in
            spread.map { (column, intervals($0)) }
          })
      ))
    members.append(("within_chance", JSONValue.strings(segment.withinChance)))
    return .object(members)
  }

  private static func intervals(_ spread: Profile.Spread) -> JSONValue {
    func ends(_ interval: ClosedRange<Double>?) -> JSONValue {
      interval.map { .array([.number($0.lowerBound), .number($0.upperBound)]) } ?? .null
    }
    return .object([
      ("missing", .integer(Int64(spread.missing))), ("mean", ends(spread.meanInterval)),
      ("q1", ends(spread.q1Interval)), ("median", ends(spread.medianInterval)),
      ("q3", ends(spread.q3Interval)),
    ])
  }

  private static func category(_ place: Int, of profile: Profile) -> JSONValue {
    let category = profile.categories[place]
    return .object([
      ("column", .string(category.name)), ("levels", JSONValue.strings(category.levels)),
      ("all", counts(profile.categoryTotals[place])),
      ("segments", .array(profile.segments.map { counts($0.counts[place]) })),
    ])
  }

  private static func counts(_ counts: [Int]) -> JSONValue {
    .array(counts.map { .integer(Int64($0)) })
  }
}
