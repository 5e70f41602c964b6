import Fixtures
import Foundation
import Testing

/// A program of the operator as a target, by the built program and `targets.yaml`.
struct CommandTargetTests {
  let world: World

  init() throws {
    world = try World(
      HelpDesk.adHoc, files: ["data/triggers/a.yaml": "title: A\n", "data/triggers/b.yaml": "B\n"])
    try serve("exec \"$0\" \"$1\"")
  }

  private var example: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Examples/command-targets/object-store.py").standardized.path
  }

  /// Serves production by a line of `sh` with the example program as `$0` and its file as `$1`.
  private func serve(_ script: String, more: String = "") throws {
    try world.folder.write(script, to: "script")
    try world.folder.write(
      """
      targets:
        production:
          kind: command
          command: [/bin/sh, -c, '. "$2"', \(example), \(world.folder.path("store.json")), \
      \(world.folder.path("script"))]
          timeout: 1m
          \(more)

      """, to: "targets.yaml")
  }

  private func texts() throws -> [String: String] {
    guard let bytes = world.folder.bytes(of: "store.json") else { return [:] }
    let store = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    var texts: [String: String] = [:]
    for case let object as [String: Any] in ((store?["objects"] as? [String: Any]) ?? [:]).values {
      let content = (object["base64"] as? String).flatMap { Data(base64Encoded: $0) } ?? Data()
      texts[object["place"] as? String ?? ""] = String(decoding: content, as: UTF8.self)
    }
    return texts
  }

  private let all = ["triggers/a.yaml": "title: A\n", "triggers/b.yaml": "B\n"]

  @Test func `it is planned and applied like any other target`() throws {
    try serve("echo \"hello \\033[31m\" >&2; exec \"$0\" \"$1\"")
    let plan = try world.deploysync("plan")
    #expect(plan.status == 0, "\(plan.all)")
    #expect(plan.errorText.contains("production: hello \\u{1b}[31m"), "\(plan.all)")
    #expect(try texts() == [:])
    let applied = try world.deploysync("apply")
    #expect(applied.status == 0, "\(applied.all)")
    #expect(try texts() == all)
    let ledger = try world.ledger()
    let again = try world.deploysync("apply")
    #expect(again.status == 0, "\(again.all)")
    #expect(try world.ledger() == ledger)
    #expect(try world.deploysync("drift", "--exit-code").status == 0)
  }

  @Test(arguments: [1, 2], [true, false])
  func `killed at a write, the next run goes on`(_ write: Int, _ isSent: Bool) throws {
    let stop = isSent ? "kill -9 $PPID" : "kill -9 $PPID; exit 1"
    try serve(
      """
      while IFS= read -r line; do
        case $line in *'"request":"write"'*) n=$((${n:-0}+1)) ;; esac
        [ "${n:-0}" -lt \(write) ] || { \(stop); }
        printf '%s\\n' "$line"
      done | "$0" "$1"
      """)
    let killed = try world.deploysync("apply")
    #expect(killed.status == 137, "\(killed.all)")
    try serve("exec \"$0\" \"$1\"")
    // What was sent may still be on its way.
    for _ in 0..<200 where try texts().count < write - (isSent ? 0 : 1) { usleep(10_000) }
    #expect(try texts().count == write - (isSent ? 0 : 1))
    let next = try world.deploysync("apply")
    #expect(next.status == 0, "\(next.all)")
    #expect(try texts() == all)
    #expect(try world.deploysync("ledger", "verify").status == 0)
    #expect(try world.deploysync("status", "--exit-code").status == 0)
  }

  @Test func `SIGINT lets the write under way end, tells the program, and sends no other`() throws {
    let heard = world.folder.path("heard")
    try serve(
      """
      while IFS= read -r line; do
        printf '%s\\n' "$line" >> '\(heard)'
        case $line in *'"request":"write"'*) kill -2 $PPID; sleep 0.5 ;; esac
        printf '%s\\n' "$line"
      done | "$0" "$1"
      """)
    let result = try world.deploysync("apply")
    #expect(result.status == 130, "\(result.all)")
    #expect(try texts() == ["triggers/a.yaml": "title: A\n"])
    let requests = try #require(world.folder.text(of: "heard")).split(separator: "\n")
    #expect(requests.filter { $0.contains(#""request":"write""#) }.count == 1)
    #expect(requests.contains { $0.contains(#""request":"cancel""#) }, "\(requests)")
    try serve("exec \"$0\" \"$1\"")
    #expect(try world.deploysync("apply").status == 0)
    #expect(try texts() == all)
  }

  @Test func `a program that fails stops its own bindings and is named`() throws {
    try serve("read -r line; echo oops; sleep 61")
    let result = try world.deploysync("apply")
    #expect(result.status == 1, "\(result.all)")
    #expect(
      result.all.contains(
        "the program /bin/sh of the target production gave an answer to `describe` that cannot be "
          + "used: it is no JSON object; it begins with `oops`"), "\(result.all)")
    #expect(try texts() == [:])
  }

  @Test func `the secret is nowhere but in the program's environment`() throws {
    try serve(
      "echo \"token $DEPLOYSYNC_SECRET\" >&2; exec \"$0\" \"$1\"",
      more: "credentials: { env: PAGER_TOKEN }")
    let missing = try world.deploysync("apply")
    #expect(missing.status == 1, "\(missing.all)")
    #expect(missing.all.contains("the environment variable `PAGER_TOKEN` is not set"))
    let secret = "tok-5f3a9c77"
    let result = try world.deploysync("apply", environment: ["PAGER_TOKEN": secret])
    #expect(result.status == 0, "\(result.all)")
    #expect(result.errorText.contains("production: token …"), "\(result.all)")
    #expect(!result.all.contains(secret))
    #expect(try texts() == all)
  }
}
