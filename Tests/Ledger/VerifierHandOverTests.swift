import Domain
import Ledger
import Testing

struct VerifierHandOverTests {
  private let chain: Chain
  private let triggers = Chain.triggers
  private let forms = Chain.forms

  init() throws {
    chain = try Chain()
    try chain.baseline(
      triggers, ["data/a.yaml": "1", "data/b.yaml": "1"], root: GitPath("data"))
  }

  /// One run that takes `data/b.yaml` from the triggers and puts it into the forms.
  private func handOver(as path: String, at root: String, _ results: [BindingResult]) throws {
    try chain.record(results) {
      try $0.record(
        chain.deployment($1, ["data/a.yaml": "1"], root: GitPath("data")), of: triggers)
      try $0.record(chain.deployment($1, [path: "1"], root: GitPath(root)), of: forms)
    }
  }

  @Test func `an object that another item handed over is explained`() throws {
    try handOver(as: "data/b.yaml", at: "data", [.done(triggers, (.handOver, "data/b.yaml"))])
    #expect(try chain.report().findings == [])
  }

  @Test func `an object keeps its place when its path changes with its owner`() throws {
    try handOver(as: "forms/b.yaml", at: "forms", [.done(triggers, (.handOver, "data/b.yaml"))])
    #expect(try chain.report().findings == [])
  }

  @Test func `an object that appears at another place was not handed over`() throws {
    try handOver(as: "forms/c.yaml", at: "forms", [.done(triggers, (.handOver, "data/b.yaml"))])
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly(
      "run \(run) does not explain why forms/c.yaml of forms@production appears")
  }

  @Test func `an object that was left behind is handed over to nobody`() throws {
    try handOver(as: "data/b.yaml", at: "data", [.done(triggers, (.delete, "data/b.yaml"))])
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly("run \(run) says nothing of forms@production, whose record it changes")
  }

  @Test func `a hand-over on another target explains nothing here`() throws {
    let sandbox = BindingID(item: "forms", target: "sandbox")
    try chain.record([.done(triggers, (.handOver, "data/b.yaml")), .done(sandbox)]) {
      try $0.record(
        chain.deployment($1, ["data/a.yaml": "1"], root: GitPath("data")), of: triggers)
      try $0.record(chain.deployment($1, ["data/b.yaml": "1"]), of: sandbox)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly("run \(run) does not explain why data/b.yaml of forms@sandbox appears")
  }

  @Test func `an object left behind must be named, and one taken up again too`() throws {
    let left = LeftBehind(
      path: GitPath("data/b.yaml"), version: try chain.file("1"), place: GitPath("b.yaml"),
      run: "20260901T000000Z-0000000000")
    try chain.record([.done(triggers, (.leaveBehind, "data/b.yaml"))]) {
      try $0.record(
        chain.deployment(
          $1, ["data/a.yaml": "1"], leftBehind: [left], root: GitPath("data")), of: triggers)
    }
    #expect(try chain.report().findings == [])
    try chain.record([.done(triggers)]) {
      try $0.record(
        chain.deployment($1, ["data/a.yaml": "1"], root: GitPath("data")), of: triggers)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly(
      "run \(run) does not explain why data/b.yaml of triggers@production is left behind no longer")
  }

  @Test func `a left-behind object gives its place to one of another path`() throws {
    let left = LeftBehind(
      path: GitPath("data/b.yaml"), version: try chain.file("1"), place: GitPath("b.yaml"),
      run: "20260901T000000Z-0000000000")
    try chain.record([.done(triggers, (.leaveBehind, "data/b.yaml"))]) {
      try $0.record(
        chain.deployment(
          $1, ["data/a.yaml": "1"], leftBehind: [left], root: GitPath("data")), of: triggers)
    }
    try chain.record(
      [
        .done(
          triggers, (.takeOver, "conf/b.yaml"), (.rename, "conf/a.yaml"), (.delete, "data/a.yaml"))
      ]
    ) {
      try $0.record(
        chain.deployment(
          $1, ["conf/a.yaml": "1", "conf/b.yaml": "1"], root: GitPath("conf")), of: triggers)
    }
    #expect(try chain.report().findings == [])
  }
}
