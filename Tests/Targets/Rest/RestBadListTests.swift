import Configuration
import Domain
import Fixtures
import Testing
import Web

@testable import Targets

/// Lists that are wrong: part of one is never taken for all of it.
@Suite struct RestBadListTests {
  private let bench: RestBench
  private static let place = "groups/g8.yaml"
  private static let text = "name: g8\n"

  init() throws {
    bench = try RestBench()
    for number in 1...8 { bench.desk.put("groups", ["name": .text("g\(number)")]) }
  }

  private func read() throws -> [GitPath: LiveReading] {
    try bench.read(bench.writer(), [Self.place: Self.text])
  }

  /// The error of reading; nil where there is none.
  private func failure() -> String? {
    do {
      let live = try read()
      // It is there, or the reading failed: it is never absent.
      #expect(live[GitPath(Self.place)]?.object != nil)
      return nil
    } catch let error as TargetError {
      return error.message
    } catch {
      return "another error: \(error)"
    }
  }

  private func whenListed(
    _ page: Int, _ wrong: @escaping @Sendable () -> MemoryDesk.Wrong?
  ) {
    bench.desk.goWrong { $0.target == "/groups?page=\(page)" ? wrong() : nil }
  }

  @Test func `the last page of a whole list is read`() throws {
    #expect(failure() == nil)
    #expect(bench.desk.entries.map(\.target).filter { $0.contains("page") }.count == 3)
  }

  @Test(arguments: [
    ("403 Forbidden", #"{"error":"not you"}"#, "the server answered 403: not you"),
    ("500 Internal Server Error", "oops", "500"),
    ("200 OK", "{}", "the answer holds no list"),
    ("200 OK", "", "the answer is no JSON"),
    ("200 OK", #"{"items":[{"name":"x"}],"total":8,"pages":3}"#, "has no ID"),
    ("200 OK", #"{"items":[],"pages":3}"#, "does not say how long it is"),
    ("200 OK", #"{"items":[],"total":8}"#, "does not say how many pages"),
    ("200 OK", #"{"items":[],"total":8,"pages":3}"#, "changed each time"),
    ("200 OK", #"{"items":[{"id":1}],"total":8,"pages":3}"#, "changed each time"),
    ("200 OK", #"{"items":[],"items":[],"total":8,"pages":3}"#, "no JSON"),
    ("302 Found", "", "it points to nowhere"),
  ]) func `a page that is wrong`(_ status: String, _ body: String, _ words: String) throws {
    whenListed(3) { .answer(status, body: body) }
    let message = try #require(failure())
    #expect(message.contains(words), "\(message)")
    #expect(bench.desk.writes == [])
  }

  @Test func `cut at every byte`() throws {
    bench.settings.retry.attempts = 1
    let whole = try #require(try wholePage())
    for count in 0..<whole.utf8.count {
      whenListed(2) { .cut(count) }
      let message = try #require(failure(), "cut at \(count)")
      #expect(!message.contains("another error"), "\(message)")
    }
    whenListed(2) { .cut(whole.utf8.count) }
    #expect(failure() == nil)
  }

  private func wholePage() throws -> String? {
    let response = try bench.system().client.send(
      bench.system().get(bench.settings.base.appending(path: "/groups", query: [("page", "2")])))
    return String(validating: response.body, as: UTF8.self)
  }

  @Test func `an end that never comes`() throws {
    bench.settings.retry.attempts = 1
    whenListed(2) { .endless }
    let message = try #require(failure())
    #expect(!message.contains("another error"), "\(message)")
  }

  @Test func `a page once cut off is asked for again`() throws {
    let counter = Counter()
    whenListed(2) { counter.next() == 1 ? .cut(10) : nil }
    #expect(failure() == nil)
  }

  @Test func `an object that goes while the list is read, and the list is read again`() throws {
    let counter = Counter()
    let desk = bench.desk
    desk.goWrong { request in
      if request.target == "/groups?page=2", counter.next() == 1 { desk.remove("groups", 1) }
      return nil
    }
    #expect(failure() == nil)
  }

  @Test func `an object that comes while the list is read, and the list is read again`() throws {
    let counter = Counter()
    let desk = bench.desk
    desk.goWrong { request in
      if request.target == "/groups?page=3", counter.next() == 1 {
        desk.put("groups", ["name": "new"])
      }
      return nil
    }
    #expect(failure() == nil)
  }

  @Test func `one that changes each time it is read`() throws {
    let desk = bench.desk
    desk.goWrong { request in
      if request.target == "/groups?page=3" { desk.put("groups", ["name": "new"]) }
      return nil
    }
    #expect(try #require(failure()) == "the list of groups changed each time it was read")
  }

  @Test func `a limiter is waited for`() throws {
    let counter = Counter()
    whenListed(2) {
      counter.next() <= 2 ? .answer("429 Too Many Requests", headers: ["Retry-After: 0"]) : nil
    }
    #expect(failure() == nil)
    #expect(bench.desk.entries.filter { $0.status == 429 }.count == 2)
  }

  @Test func `a redirect to another server is not followed`() throws {
    let other = try MemoryDesk()
    whenListed(2) { .answer("307 Temporary Redirect", headers: ["Location: \(other.url)/groups"]) }
    let message = try #require(failure())
    #expect(!message.contains("another error"), "\(message)")
    #expect(other.entries == [])
  }

  @Test func `the next page's address on another server is not asked`() throws {
    let other = try MemoryDesk()
    let linked = try RestBench(
      RestBench.change("groups") {
        $0.list.paging = .link(.init(["next"]))
        $0.list.total = nil
      })
    let body = #"{"items":[{"id":1,"name":"g1"}],"next":"\#(other.url)/groups?page=2"}"#
    linked.desk.goWrong { _ in .answer("200 OK", body: body) }
    #expect(throws: TargetError.self) {
      try linked.read(linked.writer(), [Self.place: Self.text])
    }
    #expect(other.entries == [])
  }

  @Test func `a page that names itself as the next one`() throws {
    let linked = try RestBench(
      RestBench.change("groups") {
        $0.list.paging = .link(.init(["next"]))
        $0.list.total = nil
      })
    linked.desk.goWrong { _ in
      .answer("200 OK", body: #"{"items":[{"id":1,"name":"g1"}],"next":"/groups"}"#)
    }
    #expect(
      throws: TargetError.system(
        message: "the list of groups changed each time it was read", hints: [])
    ) { try linked.read(linked.writer(), [Self.place: Self.text]) }
    #expect(linked.desk.entries.count < 10)
  }
}
