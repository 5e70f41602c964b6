import Domain
import Ledger
import Testing

struct VerifierRecordTests {
  private let chain: Chain
  private let triggers = Chain.triggers
  private let forms = Chain.forms

  init() throws {
    chain = try Chain()
    try chain.baseline(triggers, ["data/a.yaml": "1", "data/b.yaml": "1"])
  }

  @Test func `a change that the run's objects name is explained`() throws {
    let results = [
      BindingResult.done(triggers, (.update, "data/a.yaml"), (.takeOver, "data/new.yaml"))
    ]
    try chain.record(results) {
      let files = ["data/a.yaml": "2", "data/b.yaml": "1", "data/new.yaml": "1"]
      try $0.record(chain.deployment($1, files), of: triggers)
    }
    #expect(try chain.report().findings == [])
  }

  @Test func `a change that no object names is found`() throws {
    try chain.record([.done(triggers, (.update, "data/a.yaml"))]) {
      let files = ["data/a.yaml": "2", "data/b.yaml": "2"]
      try $0.record(chain.deployment($1, files), of: triggers)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly(
      "run \(run) does not explain why data/b.yaml of triggers@production changed")
  }

  @Test func `an object that failed explains nothing`() throws {
    let failed = ObjectResult(path: GitPath("data/a.yaml"), action: .update, outcome: .failed)
    let result = BindingResult(binding: triggers, outcome: .failed, objects: [failed])
    try chain.record([result]) {
      try $0.record(
        chain.deployment($1, ["data/a.yaml": "2", "data/b.yaml": "1"]), of: triggers)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly(
      "run \(run) does not explain why data/a.yaml of triggers@production changed")
  }

  @Test func `an object that appears or is gone must be named`() throws {
    try chain.record([.done(triggers)]) {
      try $0.record(
        chain.deployment($1, ["data/a.yaml": "1", "data/c.yaml": "1"]), of: triggers)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    #expect(
      try chain.report().findings.map(\.problem) == [
        "run \(run) does not explain why data/b.yaml of triggers@production is gone",
        "run \(run) does not explain why data/c.yaml of triggers@production appears",
      ])
  }

  @Test func `a binding that the run does not name must not change`() throws {
    try chain.record([.done(forms)]) {
      try $0.record(chain.deployment($1, ["data/a.yaml": "9"]), of: triggers)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly("run \(run) says nothing of triggers@production, whose record it changes")
  }

  @Test func `a state that names another run is found`() throws {
    let other = try chain.baseline(forms, [:])
    try chain.record([.done(triggers, (.update, "data/a.yaml"))]) { transition, _ in
      try transition.record(
        chain.deployment(other, ["data/a.yaml": "2", "data/b.yaml": "1"]), of: triggers)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly(
      "it changes what is recorded of triggers@production, which names run \(other.run), and is "
        + "a step of run \(run)")
  }

  @Test func `a record that changes before its run ends is found`() throws {
    let run = chain.start(.apply, [.done(triggers, (.update, "data/a.yaml"))])
    var transition = LedgerTransition(subject: "early", run: run.run)
    try transition.record(
      chain.deployment(run, ["data/a.yaml": "2", "data/b.yaml": "1"]), of: triggers)
    try transition.record(run)
    try chain.append(transition)
    try chain.expectOnly(
      "it changes what is recorded of triggers@production, and run \(run.run) does not end with it")
  }

  @Test func `a record that changes after its run's end is found`() throws {
    let run = chain.ended(chain.start(), [.done(triggers, (.update, "data/a.yaml"))])
    var first = LedgerTransition(subject: "end", run: run.run)
    try first.record(run)
    try chain.append(first)
    var late = LedgerTransition(subject: "late", run: run.run)
    try late.record(
      chain.deployment(run, ["data/a.yaml": "2", "data/b.yaml": "1"]), of: triggers)
    try chain.append(late)
    try chain.expectOnly(
      "it changes what is recorded of triggers@production, and run \(run.run) does not end with it")
  }

  @Test func `a record may only vanish where another item takes it over`() throws {
    try chain.record([]) { transition, _ in transition.removeRecord(of: triggers) }
    try chain.expectOnly(
      "it removes the record of triggers@production, which no other item takes over")
  }

  @Test func `a record is taken over by the item whose changes are explained`() throws {
    let rules = BindingID(item: "rules", target: "production")
    let results = [
      BindingResult.done(rules, (.update, "data/a.yaml")),
      .done(forms, (.create, "forms/a.yaml")),
    ]
    try chain.record(results) {
      $0.removeRecord(of: triggers)
      try $0.record(chain.deployment($1, ["data/a.yaml": "2", "data/b.yaml": "1"]), of: rules)
      try $0.record(chain.deployment($1, ["forms/a.yaml": "1"]), of: forms)
    }
    #expect(try chain.report().findings == [])
  }

  @Test func `what a taken over record loses must be named as well`() throws {
    let rules = BindingID(item: "rules", target: "production")
    try chain.record([.done(rules, (.update, "data/a.yaml"))]) {
      $0.removeRecord(of: triggers)
      try $0.record(chain.deployment($1, ["data/a.yaml": "2"]), of: rules)
    }
    let run = try chain.read().runs(limit: 1) { _ in true }[0].run
    try chain.expectOnly(
      "run \(run) does not explain why data/b.yaml of rules@production is gone")
  }

  @Test func `an item of another target takes nothing over`() throws {
    let sandbox = BindingID(item: "rules", target: "sandbox")
    try chain.record([.done(sandbox, (.create, "data/a.yaml"))]) {
      $0.removeRecord(of: triggers)
      try $0.record(chain.deployment($1, ["data/a.yaml": "1"]), of: sandbox)
    }
    try chain.expectOnly(
      "it removes the record of triggers@production, which no other item takes over")
  }
}
