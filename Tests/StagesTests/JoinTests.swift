import Testing

private let people =
  #"let people = table [{id: "A", age: 30}, {id: "B", age: 41}, {id: null, age: 1}]"#
private let orders =
  #"table [{id: "A", amount: 5}, {id: "C", amount: 7}, {id: "A", amount: 9}, {id: null, amount: 2}]"#

@Test func `a left join keeps every row, and a missing key matches nothing`() {
  check(
    "\(people)\n\(orders) | join people on id",
    gives: ["A 5 30", "C 7 -", "A 9 30", "- 2 -"], names: ["id", "amount", "age"],
    record: ("join", "matched=2 unmatched=2"))
}

@Test func `an inner join keeps the rows that match`() {
  check(
    "\(people)\n\(orders) | join people on id kind=inner", gives: ["A 5 30", "A 9 30"],
    record: ("join", "matched=2 unmatched=2"))
}

@Test func `the keys of the two sides may have different names`() {
  check(
    "\(people)\n\(orders) | join (people | rename who = id) on id = who kind=inner",
    gives: ["A 5 30", "A 9 30"], names: ["id", "amount", "age"])
}

@Test func `rows are multiplied only where the relation says so`() {
  let many = #"let many = table [{id: "A", tag: "x"}, {id: "A", tag: "y"}]"#
  check(
    "\(many)\n\(orders) | join many on id relation=many_to_many kind=inner",
    gives: ["A 5 x", "A 5 y", "A 9 x", "A 9 y"])
  check(
    "\(many)\n\(orders) | join many on id",
    says: """
      E0410  many has 1 key more than once, so it is not one row per `id`
        script.seg:2:104
      2 | …mount: 5}, {id: "C", amount: 7}, {id: "A", amount: 9}, {id: null, amount: 2}] | join many on id
        |                                                                                       ^^^^
        |                                                      `relation=many_to_one` allows each key once
        e.g. A appears 2 times
        fixes: | dedupe by id keep=last   after many, with a sort before that defines the last row
               relation=many_to_many   if rows are meant to be multiplied
      """)
}

@Test func `a join to features keeps one row per entity and makes numbers features`() {
  check(
    "\(people)\n\(orders) | features total = sum(amount) by id | join people on id",
    gives: ["A 14 30", "C 7 -"])
}

@Test func `keys that have nothing in common bring a warning with one of each`() {
  let ran = Ran("let p = table [{id: \"C-1\", x: 1}]\ntable [{id: \"1\", a: 5}] | join p on id")
  #expect(ran.codes == ["W0413"])
  #expect(
    ran.message(.warning) == """
      W0413  no row has a match in p
        script.seg:2:37
      2 | table [{id: "1", a: 5}] | join p on id
        |                                     ^^ the keys have nothing in common
        `id` here: such as `1`
        `id` in p: such as `C-1`
      """)
}

@Test func `a key that is text on one side and a number on the other is refused beforehand`() {
  check(
    "let p = table [{id: \"1\", x: 1}]\ntable [{id: 1, a: 5}] | join p on id",
    says: """
      E0311  `id` is a whole number here and text in p
        script.seg:2:35
      2 | table [{id: 1, a: 5}] | join p on id
        |                                   ^^ they would never be equal
        fixes: | derive id = int(id)   after p
               | columns {id: int}   directly after `load`, which then reads it so
      """)
}

@Test func `a column of both sides must be told apart`() {
  check(
    "let p = table [{id: 1, a: 1}]\ntable [{id: 1, a: 5}] | join p on id",
    says: """
      E0402  `a` is a column of both sides
        script.seg:2:30
      2 | table [{id: 1, a: 5}] | join p on id
        |                              ^
        if their values are the same, make them part of the key: `on …, a`
        fixes: (p | without a)   drops those of p
               (p | rename other_a = a)   keeps both
      """)
}

@Test func `a dataset that is not there is answered with the nearest one`() {
  let ran = Ran("\(people)\n\(orders) | join peple on id")
  #expect(ran.codes == ["E0202"])
  #expect(ran.message().contains("did you mean `people`?"))
}
