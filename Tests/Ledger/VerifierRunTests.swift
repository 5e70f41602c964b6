import Domain
import Ledger
import Testing

struct VerifierRunTests {
  private let chain: Chain
  private let baseline: RunRecord

  init() throws {
    chain = try Chain()
    baseline = try chain.baseline(Chain.triggers, ["data/a.yaml": "1"])
  }

  private func append(_ record: RunRecord, run: String? = nil) throws {
    var transition = LedgerTransition(subject: "step", run: run ?? record.run)
    try transition.record(record)
    try chain.append(transition)
  }

  @Test func `a step without a trailer is found, and told once`() throws {
    let run = chain.start()
    let path = "runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json"
    let text = String(decoding: try LedgerJSON.encode(run), as: UTF8.self)
    try chain.forge([path: chain.file(text)])
    try chain.expectOnly("it has no trailer Deploysync-Run that names a run")
  }

  @Test(arguments: ["Deploysync-Run: nonsense", "Deploysync-run: lower", "deploysync"])
  func `a trailer that names no run is found`(_ trailer: String) throws {
    try chain.forge([:], message: "step\n\n\(trailer)\n")
    try chain.expectOnly("it has no trailer Deploysync-Run that names a run")
  }

  @Test func `a subject is no trailer`() throws {
    try chain.forge([:], message: "Deploysync-Run: \(baseline.run)\n")
    try chain.expectOnly("it has no trailer Deploysync-Run that names a run")
  }

  @Test func `a step of two runs is found`() throws {
    let trailer = "Deploysync-Run: \(baseline.run)\n"
    try chain.forge([:], message: "step\n\n\(trailer)\(trailer)")
    try chain.expectOnly("it has several trailers Deploysync-Run, a step belongs to one run")
  }

  @Test func `a step of a run without a record is found`() throws {
    try chain.forge([:], run: "20260901T000000Z-0000000000")
    try chain.expectOnly("it names run 20260901T000000Z-0000000000, of which it has no record")
  }

  @Test func `a deleted run is found`() throws {
    let second = try chain.baseline(Chain.forms, [:])
    let month = baseline.run.dropFirst(4).prefix(2)
    try chain.forge(["runs/2026/\(month)/\(second.run).json": nil], run: second.run)
    try chain.expectOnly("it deletes the record of run \(second.run)")
  }

  @Test func `a step that changes the record of another run is found`() throws {
    let first = chain.start()
    try append(first)
    let second = chain.start()
    var transition = LedgerTransition(subject: "two", run: second.run)
    try transition.record(second)
    try transition.record(chain.ended(first, []))
    try chain.append(transition)
    try chain.expectOnly(
      "it changes the record of run \(first.run), and is a step of run \(second.run)")
  }

  @Test(arguments: [RunRecord.State.finished, .interrupted])
  func `a started run may end`(_ state: RunRecord.State) throws {
    let run = chain.start()
    try append(run)
    try append(chain.ended(run, [], as: state))
    #expect(try chain.report().findings == [])
  }

  @Test(
    arguments: [RunRecord.State.finished, .interrupted],
    [RunRecord.State.started, .finished, .interrupted])
  func `a record that changes after its end is found`(
    _ end: RunRecord.State, _ next: RunRecord.State
  ) throws {
    let run = chain.start()
    try append(run)
    let ended = chain.ended(run, [], as: end)
    try append(ended)
    var changed = chain.ended(run, [.done(Chain.triggers)], as: next)
    if next == .started { changed.finishedAt = nil }
    try append(changed)
    try chain.expectOnly("it changes the record of run \(run.run), which was \(end.rawValue)")
  }

  @Test func `a run that begins interrupted is found`() throws {
    let run = chain.ended(chain.start(), [], as: .interrupted)
    try append(run)
    try chain.expectOnly(
      "it adds the record of run \(run.run) as interrupted, which only a started one becomes")
  }

  @Test(arguments: 0..<4)
  func `who started a run, when and why never changes`(_ field: Int) throws {
    let run = chain.start()
    try append(run)
    var ended = chain.ended(run, [])
    switch field {
    case 0: ended.by = "Somebody Else <else@example.com>"
    case 1: ended.reason = "another"
    case 2: ended.kind = .baseline
    default: ended.startedAt = "2026-01-01T00:00:00Z"
    }
    try append(ended)
    try chain.expectOnly("it changes who started run \(run.run), when or why")
  }

  @Test func `a record must be that of its file's run`() throws {
    let run = chain.start()
    var other = run
    other.run = baseline.run
    let path = "runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json"
    let text = String(decoding: try LedgerJSON.encode(other), as: UTF8.self)
    try chain.forge([path: chain.file(text)], run: run.run)
    try chain.expectOnly("\(path) is the record of run \(baseline.run)")
  }

  @Test(arguments: ["runs/2025/09", "runs/2026/13", "runs/2026"])
  func `a record in the folder of another month is found`(_ folder: String) throws {
    let run = chain.start()
    let text = String(decoding: try LedgerJSON.encode(run), as: UTF8.self)
    let path = "\(folder)/\(run.run).json"
    try chain.forge([path: chain.file(text)], run: baseline.run)
    try chain.expectOnly("it brings \(path), which is no part of a ledger of format 1")
  }

  @Test func `a record that is no JSON is found`() throws {
    let run = chain.start()
    let path = "runs/2026/\(run.run.dropFirst(4).prefix(2))/\(run.run).json"
    try chain.forge([path: chain.file("{}\n")], run: run.run)
    try chain.expectOnly("\(path) cannot be understood: it is not the JSON that belongs there")
  }

  @Test func `a state and an end that do not fit are found`() throws {
    var run = chain.start()
    run.state = .finished
    try append(run)
    try chain.expectOnly("the record of run \(run.run) is finished and has no end")
  }

  @Test func `a time and a path that are none are found`() throws {
    var run = chain.ended(chain.start(), [.done(Chain.triggers, (.create, "a"))])
    run.finishedAt = "yesterday"
    run.bindings[0].objects[0].path = "\"a\\9\""
    try append(run)
    #expect(
      try chain.report().findings.map(\.problem) == [
        "the record of run \(run.run) has the time yesterday, which is none",
        #"the record of run \#(run.run) has the path "\"a\\9\"", which is none"#,
      ])
  }
}
