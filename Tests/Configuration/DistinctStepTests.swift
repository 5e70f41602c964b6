import Configuration
import Domain
import Testing

/// With `distinct`, nobody takes two steps: a chain that nobody could complete is an error.
@Suite struct DistinctStepTests {
  static func people(_ names: some Sequence<String>) -> String {
    "{ by: [\(names.map { "\($0)@x" }.joined(separator: ", "))] }"
  }

  @Test(arguments: [
    (
      "[{ impact: { by: a@x } }, { decision: { by: A@X } }]",
      "2:66: error: nobody could complete an exception: `impact` and `decision` need 2 different "
        + "people where `distinct` is true, found 1"
    ),
    (
      "[{ impact: { by: a@x } }, { decision: { by: [a@x, b@x], approvals: 2 } }]",
      "2:66: error: nobody could complete an exception: `impact` and `decision` need 3 different "
        + "people where `distinct` is true, found 2"
    ),
    (
      "[{ impact: }, { confirmation: { by: a@x } }, { decision: { by: a@x } }]",
      "2:85: error: nobody could complete an exception: `confirmation` and `decision` need 2 "
        + "different people where `distinct` is true, found 1"
    ),
    (
      "[{ impact: { by: [a@x, b@x] } }, { decision: { by: [a@x, b@x] } }, "
        + "{ confirmation: { by: [b@x, a@x] } }]",
      "2:111: error: nobody could complete an exception: `impact`, `decision` and `confirmation` "
        + "need 3 different people where `distinct` is true, found 2"
    ),
    (
      "[{ impact: { by: requester } }]",
      "2:39: error: nobody could complete an exception: the requester cannot take `impact` too "
        + "where `distinct` is true"
    ),
    (
      "[{ impact: }, { decision: { by: requester } }]",
      "2:54: error: nobody approves their own request where `distinct` is true, expected e-mail "
        + "addresses"
    ),
  ]) func `too few people for the chain`(_ steps: String, _ text: String) throws {
    for distinct in ["", ", distinct: true"] {
      let told = try Told.file("exceptions: { steps: \(steps)\(distinct) }")
      #expect(told.isRefused)
      #expect(told.texts == [text])
    }
    let told = try Told.file("exceptions: { steps: \(steps), distinct: false }")
    #expect(told.texts == [])
    #expect(told.configuration?.exceptions?.isDistinct == false)
  }

  @Test func `approvals are by different people even without distinct`() throws {
    let told = try Told.file(
      "exceptions: { steps: [{ impact: }, { decision: { by: requester, approvals: 2 } }], "
        + "distinct: false }")
    #expect(
      told.texts == ["2:76: error: expected at most 1, the number of people in `by`, found `2`"])
  }

  @Test func `where distinct is not right the chain is not judged by it`() throws {
    let told = try Told.file(
      "exceptions: { steps: [{ impact: { by: a@x } }, { decision: { by: a@x } }], distinct: no }")
    #expect(told.texts == ["2:86: error: expected `true` or `false`, found `no`"])
  }

  /// Whether different people can take all steps, by trying everybody.
  static func isPossible(_ steps: ArraySlice<[String]>, taken: Set<String> = []) -> Bool {
    guard let first = steps.first else { return true }
    return first.contains {
      !taken.contains($0) && isPossible(steps.dropFirst(), taken: taken.union([$0]))
    }
  }

  @Test func `random chains are refused just where trying everybody finds nobody`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SplitMix(state: seed)
    var refused = 0
    for _ in 0..<300 {
      let lists = (0..<3).map { _ in
        Array(
          ["a", "b", "c", "d"].shuffled(using: &random).prefix(.random(in: 1...3, using: &random)))
      }
      let approvals = Int.random(in: 1...lists[1].count, using: &random)
      let told = try Told.file(
        """
        exceptions:
          steps:
            - impact: \(Self.people(lists[0]))
            - decision: \(Self.people(lists[1]).replacing("}", with: ", approvals: \(approvals) }"))
            - confirmation: \(Self.people(lists[2]))
        """)
      let everybody = [lists[0], lists[2]] + Array(repeating: lists[1], count: approvals)
      #expect(told.isRefused != Self.isPossible(everybody[...]), "seed \(seed): \(lists)")
      refused += told.isRefused ? 1 : 0
    }
    #expect((1..<300).contains(refused), "seed \(seed)")
  }
}
