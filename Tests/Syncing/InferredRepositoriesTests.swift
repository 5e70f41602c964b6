import Domain
import Fixtures
import Git
import Ledger
import Testing

@testable import Syncing

/// The nearest commits of several repositories.
struct InferredRepositoriesTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  private func configure(_ paths: String = "[a, 'managed:texts']", root: String = "a") throws {
    try sandbox.configure(
      """
      repositories: [managed]
      items: { a: { paths: \(paths), root: \(root), targets: { live: {} } } }
      """)
  }

  private func infer() throws -> BaselineRun.Result {
    let results = try BaselineRun(try sandbox.surroundings(), choice: .nearest)
      .run([BindingID(named: "a")]).results
    return try #require(results.first)
  }

  private func put(_ files: [String: String]) throws {
    for (path, text) in files { try sandbox.handWrite(.text(text), to: path) }
  }

  @Test func `each repository has the commit that is nearest by itself`() throws {
    try configure()
    try sandbox.merge("Texts", in: "managed", ["texts/x": "1", "texts/y": "1"])
    let texts = try sandbox.merge("Second", in: "managed", ["texts/x": "2"])
    try sandbox.merge("Third", in: "managed", ["texts/x": "3", "texts/y": "3"])
    let data = try sandbox.merge("Data", ["a/1": "1", "a/2": "1"])
    try sandbox.merge("Later", ["a/1": "2", "a/2": "2"])
    try put(["1": "1", "2": "1", "texts/x": "2", "texts/y": "by hand"])
    let result = try infer()
    #expect(result.commit == data)
    #expect(result.commits == ["control": data, "managed": texts])
    #expect(result.nearness == BaselineRun.Nearness(different: 1, total: 4))
    #expect(result.parts.map(\.repository) == ["control", "managed"])
    #expect(result.parts.map(\.commit) == [data, texts])
    #expect(
      result.parts.map(\.nearness) == [
        BaselineRun.Nearness(different: 0, total: 2), BaselineRun.Nearness(different: 1, total: 2),
      ])
    #expect(result.differences.map(\.path) == ["managed:/texts/y"])
    let record = try #require(try sandbox.record("a"))
    #expect(record.commits == ["control": data, "managed": texts])
    #expect(try sandbox.audit() == [])
  }

  @Test func `the definition is that of the control repository's commit`() throws {
    try configure("[a]")
    try sandbox.merge("Texts", in: "managed", ["texts/x": "1", "more/z": "1"])
    let first = try sandbox.merge("Data", ["a/1": "1"])
    try configure("[a, 'managed:texts']")
    let second = try #require(sandbox.head)
    try configure("[a, 'managed:texts', 'managed:more']")
    try put(["1": "1", "texts/x": "1"])
    let both = try infer()
    #expect(both.commits["control"] == second && both.nearness?.different == 0)
    try sandbox.handWrite(nil, to: "texts/x")
    let one = try infer()
    #expect(one.commits == ["control": first])
    #expect(one.parts.isEmpty && one.nearness?.different == 0)
  }

  @Test func `an item without files of the control repository is inferred, too`() throws {
    try configure("['managed:texts']")
    let texts = try sandbox.merge("Texts", in: "managed", ["texts/x": "1"])
    try sandbox.merge("Second", in: "managed", ["texts/x": "2"])
    try put(["texts/x": "1"])
    let result = try infer()
    #expect(result.commits == ["control": try #require(sandbox.head), "managed": texts])
  }

  @Test func `where nothing of a repository is equal it is named`() throws {
    try configure()
    try sandbox.merge("Texts", in: "managed", ["texts/x": "1"])
    try sandbox.merge("Data", ["a/1": "1"])
    try put(["1": "1", "texts/x": "by hand"])
    let error = #expect(throws: BaselineError.self) { try infer() }
    #expect(
      error?.message.hasPrefix("no merged commit of managed has an object that is on the target")
        == true)
    #expect(
      error?.hints.last
        == "to compare with one commit of each: deploysync baseline a@live --at COMMIT "
        + "--at managed=COMMIT")
    #expect(try sandbox.ledger().tip == nil)
  }

  @Test func `a place that went from one repository to another is refused with what to type`()
    throws
  {
    try configure("[a, 'managed:texts']", root: "a")
    try sandbox.merge("Texts", in: "managed", ["texts/x": "1"])
    try sandbox.merge("Data", ["a/1": "1", "a/texts/y": "1"])
    try sandbox.merge("Away", ["a/texts/y": nil])
    try sandbox.merge("There", in: "managed", ["texts/y": "1"])
    try put(["1": "1", "texts/x": "1", "texts/y": "1"])
    let error = #expect(throws: BaselineError.self) { try infer() }
    #expect(
      error?.message
        == "the commits that a@live has cannot be inferred: texts/y on the target came "
        + "from one repository once and from another one later")
    #expect(
      error?.hints == ["name them: deploysync baseline a@live --at COMMIT --at managed=COMMIT"])
    #expect(try sandbox.ledger().tip == nil)
  }

  @Test func `it agrees with comparing every pair of commits, over random histories`() throws {
    try forEachSeed(8) { seed, random in
      let sandbox = try Sandbox()
      try sandbox.configure(
        """
        repositories: [managed]
        items: { a: { paths: [a, 'managed:b'], targets: { live: {} } } }
        """)
      let places = (1...3).flatMap { ["a/\($0)", "b/\($0)"] }
      var contents: [String: [(commit: ObjectID, files: [String: String])]] = [:]
      for (name, folder) in [("control", "a"), ("managed", "b")] {
        var files: [String: String] = [:]
        for number in 0..<6 {
          var changes: [String: FixtureFile?] = ["other": .text("\(number)")]
          for path in places where path.hasPrefix(folder) {
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            files[path] = Bool.random(using: &random) ? "\(number)" : nil
            changes[path] = files[path].map { .text($0) }
            if files[path] == nil { changes[path] = .some(nil) }
          }
          let commit =
            name == "control"
            ? try sandbox.merge("\(number)", changes)
            : try sandbox.merge("\(number)", in: name, changes)
          contents[name, default: []].append((commit, files))
        }
      }
      var live: [String: String] = [:]
      for path in places where Int.random(in: 0..<4, using: &random) > 0 {
        live[path] = "\(Int.random(in: 0..<6, using: &random))"
        try sandbox.handWrite(.text(live[path] ?? ""), to: path)
      }
      // What was never the item's is nothing that a commit could differ in.
      let known = Set(contents.values.joined().flatMap(\.files.keys))
      live = live.filter { known.contains($0.key) }
      var best: (commits: [String: ObjectID], count: Int)?
      for own in (contents["control"] ?? []).reversed() {
        for other in (contents["managed"] ?? []).reversed() {
          let parts = [own.files, other.files]
          let folders = ["a", "b"]
          let count = zip(parts, folders).reduce(0) { sum, part in
            let present = live.keys.filter { $0.hasPrefix(part.1) }
            return sum + Set(part.0.keys).union(present).count { part.0[$0] != live[$0] }
          }
          let hasEqual = zip(parts, folders).allSatisfy { files, folder in
            files.contains { live[$0.key] == $0.value }
              || !known.contains { $0.hasPrefix(folder) }
          }
          if hasEqual, count < best?.count ?? .max {
            best = (["control": own.commit, "managed": other.commit], count)
          }
        }
      }
      guard let best else { return }
      let result = try BaselineRun(try sandbox.surroundings(), choice: .nearest)
        .run([BindingID(named: "a")]).results[0]
      #expect(result.commits == best.commits, "seed \(seed)")
      #expect(result.nearness?.different == best.count, "seed \(seed)")
    }
  }
}
