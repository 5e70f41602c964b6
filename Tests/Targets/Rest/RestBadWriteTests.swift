import Domain
import Fixtures
import Testing

@testable import Targets

/// Writes that go wrong: what came of them is found out by looking, and nothing is done twice.
@Suite struct RestBadWriteTests {
  private let bench: RestBench
  private static let place = "triggers/t.yaml"
  private static let text = "name: Greet\npriority: 3\n"
  private static let changed = "name: Greet\npriority: 4\n"
  init() throws { bench = try RestBench() }

  /// Lets the first write go wrong.
  private func firstWrite(
    _ bench: RestBench? = nil, _ wrong: @escaping @Sendable () -> MemoryDesk.Wrong?
  ) {
    let counter = Counter()
    (bench ?? self.bench).desk.goWrong { request in
      request.method != "GET" && counter.next() == 1 ? wrong() : nil
    }
  }

  private func creations() -> Int { bench.desk.writes.filter { $0.method == "POST" }.count }

  @Test func `a creation whose answer is lost is found by its key, and not sent twice`() throws {
    firstWrite { .doneAndLost }
    #expect(try bench.bring([Self.place: Self.text]) == [Self.place: .done])
    #expect(creations() == 1 && bench.desk.objects("triggers").count == 1)
    let id = try #require(bench.desk.id("triggers", "Greet"))
    #expect(bench.recordedIDs[GitPath(Self.place)] == "\(id)")
  }

  @Test func `what refers to an object whose creation's answer was lost finds it`() throws {
    firstWrite { .doneAndLost }
    let outcomes = try bench.bring([
      "groups/b.yaml": "name: Billing\n", Self.place: "name: Greet\ngroup: 'Group: Billing'\n",
    ])
    #expect(outcomes.values.allSatisfy { $0 == .done }, "\(outcomes)")
    #expect(bench.desk.objects("groups").count == 1)
  }

  @Test func `a creation that never arrived is no success, and is not sent twice`() throws {
    firstWrite { .lost }
    let outcome = try #require(try bench.bring([Self.place: Self.text])[Self.place])
    let sentence = try #require(outcome.sentence)
    #expect(sentence.hasPrefix("\(Self.place) is not there after it was sent"), "\(sentence)")
    #expect(creations() == 1 && bench.desk.objects("triggers").isEmpty)
    // The next run brings it.
    #expect(try bench.bring([Self.place: Self.text]) == [Self.place: .done])
  }

  @Test(arguments: ["500 Internal Server Error", "502 Bad Gateway", "504 Gateway Timeout"])
  func `a creation that a gateway gives up on is not sent twice`(_ status: String) throws {
    firstWrite { .answer(status) }
    let outcome = try #require(try bench.bring([Self.place: Self.text])[Self.place])
    #expect(outcome.sentence != nil)
    #expect(creations() == 1)
  }

  @Test func `a creation that is refused because of its name`() throws {
    let other = bench.desk
    let outcomes = try bench.bring([Self.place: Self.text]) {
      // Between the look and the request.
      let counter = Counter()
      other.goWrong { request in
        if request.method == "POST", counter.next() == 1 {
          other.put("triggers", ["name": "Greet", "priority": 9, "active": true])
        }
        return nil
      }
    }
    let sentence = try #require(outcomes[Self.place]?.sentence)
    #expect(sentence.contains("409: the name Greet is taken"), "\(sentence)")
    #expect(try bench.fields("triggers", "Greet")["priority"] == 9)
    #expect(bench.recordedIDs == [:])
  }

  @Test func `an object of the key that came since the plan is nobody's to change`() throws {
    let outcomes = try bench.bring([Self.place: Self.text]) {
      bench.desk.put("triggers", ["name": "Greet", "priority": 9, "active": true])
    }
    #expect(
      outcomes == [Self.place: .failed("\(Self.place) was changed since the plan")])
    #expect(bench.desk.writes == [])
  }

  @Test func `an answer that says success, and nothing happened`() throws {
    firstWrite { .lie }
    let created = try #require(try bench.bring([Self.place: Self.text])[Self.place]?.sentence)
    #expect(created.hasPrefix("\(Self.place) is not there after it was sent"), "\(created)")
    bench.desk.goWrong(nil)
    #expect(try bench.bring([Self.place: Self.text]) == [Self.place: .done])
    firstWrite { .lie }
    let changed = try #require(try bench.bring([Self.place: Self.changed])[Self.place]?.sentence)
    #expect(changed == "\(Self.place) is not as it was sent: `priority`")
    firstWrite { .lie }
    let removed = try #require(try bench.bring([Self.place: nil])[Self.place]?.sentence)
    #expect(removed == "\(Self.place) is still there")
    #expect(bench.desk.objects("triggers").count == 1)
  }

  @Test func `a change whose answer is lost is done where it is there`() throws {
    try bench.bring([Self.place: Self.text])
    firstWrite { .doneAndLost }
    #expect(try bench.bring([Self.place: Self.changed]) == [Self.place: .done])
    firstWrite { .lost }
    let sentence = try #require(try bench.bring([Self.place: Self.text])[Self.place]?.sentence)
    #expect(sentence.hasPrefix("\(Self.place) is not as it was sent: `priority`"), "\(sentence)")
  }

  @Test func `a removal whose answer is lost is done where nothing is there any more`() throws {
    try bench.bring([Self.place: Self.text])
    firstWrite { .doneAndLost }
    #expect(try bench.bring([Self.place: nil]) == [Self.place: .done])
    #expect(bench.desk.objects("triggers").isEmpty)
  }

  @Test func `what somebody changed since the plan is not written to`() throws {
    try bench.bring([Self.place: Self.text])
    let id = try #require(bench.desk.id("triggers", "Greet"))
    for next in [Self.changed, nil] {
      bench.desk.forgetEntries()
      let outcomes = try bench.bring([Self.place: next]) {
        bench.desk.change("triggers", id, ["priority": next == nil ? 10 : 9])
      }
      #expect(
        outcomes == [Self.place: .failed("\(Self.place) was changed since the plan")])
      #expect(bench.desk.writes == [])
    }
    #expect(try bench.fields("triggers", "Greet")["priority"] == 10)
  }

  @Test func `what somebody changes between the look and the request is theirs`() throws {
    try bench.bring([Self.place: Self.text])
    let id = try #require(bench.desk.id("triggers", "Greet"))
    let desk = bench.desk
    let counter = Counter()
    desk.goWrong { request in
      if request.method == "PUT", counter.next() == 1 {
        desk.change("triggers", id, ["priority": 9])
      }
      return nil
    }
    #expect(
      try bench.bring([Self.place: Self.changed])
        == [Self.place: .failed("\(Self.place) was changed since the plan")])
    #expect(desk.entries.contains { $0.status == 412 })
    #expect(try bench.fields("triggers", "Greet")["priority"] == 9)
  }

  @Test func `a limiter is waited for, and the request is sent once more`() throws {
    firstWrite { .answer("429 Too Many Requests", headers: ["Retry-After: 0"]) }
    #expect(try bench.bring([Self.place: Self.text]) == [Self.place: .done])
    #expect(bench.desk.writes.map(\.status) == [429, 201])
  }

  @Test func `one that fails does not stop the others`() throws {
    bench.desk.goWrong { $0.body.contains("Bad") ? .answer("403 Forbidden") : nil }
    let outcomes = try bench.bring([
      "triggers/a.yaml": "name: One\n", "triggers/b.yaml": "name: Bad\n",
      "triggers/c.yaml": "name: Two\n",
    ])
    #expect(outcomes["triggers/a.yaml"] == .done && outcomes["triggers/c.yaml"] == .done)
    #expect(outcomes["triggers/b.yaml"]?.sentence?.contains("403") == true)
  }

  @Test func `an answer of a request that points to another server is not followed`() throws {
    let other = try MemoryDesk()
    firstWrite {
      .answer("307 Temporary Redirect", headers: ["Location: \(other.url)/triggers"])
    }
    #expect(try bench.bring([Self.place: Self.text])[Self.place]?.sentence != nil)
    #expect(other.entries == [] && bench.desk.objects("triggers").isEmpty)
  }
}
