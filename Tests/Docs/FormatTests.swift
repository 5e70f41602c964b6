import Fixtures
import Foundation
import Testing

/// `docs/file-formats.md` names every key that the program writes, and no others.
@Suite struct FormatTests {
  private let sections: FormatSections
  private let session: DocumentSession
  /// The keys that were seen, by the section that is to name them.
  private var seen: [String: Set<String>] = [:]

  init() throws {
    sections = try FormatSections()
    session = try DocumentSession()
  }

  @Test mutating func `every key that the program writes is documented`() throws {
    try start()
    try failAndDie()
    try look()
    try readLedger()
    for (heading, keys) in seen {
      // Records of runs are described once; so are their actions, which plans and leases have too.
      let known = sections.words(in: [heading, "Run records"])
      #expect(keys.subtracting(known) == [], "\(heading) does not name these")
    }
  }

  @Test mutating func `every documented key is written`() throws {
    try start()
    try failAndDie()
    try look()
    try readLedger()
    for (heading, keys) in seen {
      // Only a run of an exception, of a saved plan, or of a procedure, has these; only one on a system
      // over HTTP has notes (HalfWriteTests).
      let rows = sections.rows(in: heading)
        .subtracting(["exception", "note", "plan", "procedure"])
      #expect(rows.subtracting(keys) == [], "\(heading) names these")
    }
  }

  /// A first deployment, with a baseline that finds a difference.
  private mutating func start() throws {
    try session.setClock("2026-10-05T08:00:05Z")
    try session.run(
      """
      set -e
      git init -q r && cd r && mkdir -p data/now data/dates .git/deploysync /srv/target
      for name in a b c; do echo $name >data/now/$name; echo $name >data/dates/$name; done
      cat >deploysync.yaml <<'END'
      version: 1
      repositories: [m]
      items:
        both: { paths: ["m:texts"], targets: { target: { deployment: ad-hoc } } }
        now: { paths: [data/now], root: data, targets: { target: { deployment: ad-hoc } } }
        dates: { paths: [data/dates], targets: [target, elsewhere] }
        gone: { paths: [data/gone], targets: { target: { deployment: ad-hoc } } }
      END
      mkdir data/gone && echo gone >data/gone/gone
      git init -q ../m && mkdir ../m/texts && echo t >../m/texts/t
      git -C ../m add -A && git -C ../m commit -q -m 'Begin texts'
      echo 'targets: { target: { kind: directory, path: /srv/target } }' >.git/deploysync/targets.yaml
      echo "repositories: { m: { path: $(cd ../m && pwd) } }" >>.git/deploysync/targets.yaml
      git add -A && git commit -q -m 'Begin'
      echo 'version: 1' >../bad.yaml
      """)
    try see("check", "check ../bad.yaml")
    try see("calendar", "calendar --fetch")
    try session.run("mkdir -p /srv/target/data/dates && cp data/dates/a /srv/target/data/dates")
    try see("baseline", "baseline dates@target --at main")
    try see("baseline", "baseline dates@target --infer")
    try see("apply", "apply")
  }

  /// A rename, a deletion, another root, an object that cannot be written, a dead run.
  private mutating func failAndDie() throws {
    try session.run(
      """
      set -e
      git mv data/now/a data/now/moved && git rm -q data/now/b
      sed -i '/gone:/d; s/paths: .data.now., root: data/paths: [data\\/now]/' deploysync.yaml
      printf 'version https://git-lfs.github.com/spec/v1\\n' >data/now/pointer
      git add -A && git commit -q -m 'Change much (!1)'
      """)
    try session.run(
      """
      set -e
      echo held >../m/texts/t && git -C ../m commit -q -a -m 'Change texts'
      deploysync hold both --only $(git -C ../m rev-parse HEAD) --reason 'not yet'
      echo u >../m/texts/u && git -C ../m add -A && git -C ../m commit -q -m 'Add a text'
      """)
    try see("queued", "queued --commits")
    try see("plan and apply --dry-run", "plan")
    try see("apply", "apply")
    try session.run(
      "git rm -q data/now/pointer && git mv data/now/c data/now/d && git commit -q -m c")
    try session.run("echo u2 >../m/texts/u && git -C ../m commit -q -a -m 'Change it'")
    try session.run(
      "deploysync apply && git update-ref refs/heads/deploysync/ledger deploysync/ledger~1")
    try see("status", "status")
    try see("apply", "apply")
  }

  private mutating func look() throws {
    try session.run("echo c2 >data/dates/c && git commit -qam 'Change dates'")
    try session.run("cp data/dates/c /srv/target/data/dates/c")
    try see("apply", "apply")
    try session.run("cp /srv/target/data/dates/a ../kept && echo by-hand >/srv/target/data/dates/a")
    try see("drift", "drift")
    try see("adopt", "adopt dates@target")
    try session.run("cp ../kept /srv/target/data/dates/a")
    try see("diff", "diff dates@target")
    try see("history", "history")
    try session.setClock("2026-11-01T00:00:05Z")
    try see("apply", "apply")
    try session.run("echo c3 >data/dates/c && git commit -qam 'Change dates again'")
    try session.setClock("2026-12-20T08:00:05Z")
    try see("calendar", "calendar")
    try see("status", "status")
    try see("ledger verify", "ledger verify")
    try repair()
    try session.run("git checkout -q --orphan new && git commit -q -m New && git branch -M main")
    try see("queued", "queued")
    try session.run("git reflog expire --expire=now --all && git gc -q --prune=now")
    try see("queued", "queued")
    try session.run("git update-ref refs/heads/deploysync/other deploysync/ledger")
    try session.run("git update-ref refs/heads/deploysync/ledger main")
    try see("ledger verify", "ledger verify")
    try session.run("git update-ref refs/heads/deploysync/ledger deploysync/other")
  }

  /// Takes a content out of the ledger, and rebuilds one that ends with a bad commit.
  private mutating func repair() throws {
    let blob = "--blob $(printf 'a\\n' | git hash-object --stdin)"
    try see("ledger redact", "ledger redact \(blob)")
    try session.run("deploysync apply now@target; true")
    let old = "--blob $(printf 'c\\n' | git hash-object --stdin)"
    try see("ledger redact", "ledger redact \(old)")
    try session.run("git update-ref refs/heads/deploysync/kept deploysync/ledger")
    try session.run(
      "git update-ref refs/heads/deploysync/ledger $(git commit-tree -p deploysync/ledger "
        + "-m bad $(git mktree </dev/null))")
    try see("ledger verify", "ledger verify")
    try see("ledger rebuild", "ledger rebuild")
    try session.run("git update-ref refs/heads/deploysync/ledger deploysync/kept")
    try session.run("git update-ref -d refs/heads/deploysync/kept")
  }

  /// The files of every commit of the ledger.
  private mutating func readLedger() throws {
    var read: Set<Substring> = []
    let lines = try session.run(
      "for c in $(git rev-list deploysync/ledger); do git ls-tree -r $c; done")
    for line in lines where line.hasSuffix(".json") {
      let fields = line.split(maxSplits: 3) { $0 == " " || $0 == "\t" }
      guard read.insert(fields[2]).inserted else { continue }
      let heading =
        fields[3].hasPrefix("deployed/")
        ? "state.json" : fields[3].hasPrefix("leases/") ? "Leases" : "Run records"
      try note(heading, session.run("git cat-file blob \(fields[2])"))
    }
    try #require(read.count > 8)
  }

  private mutating func see(_ heading: String, _ command: String) throws {
    let lines = try session.run("deploysync \(command) --format json 2>../errors")
    guard lines.first == "{" else {
      throw FixtureError("\(command): \(lines) \(try session.run("cat ../errors"))")
    }
    try note(heading, lines)
  }

  private mutating func note(_ heading: String, _ lines: [String]) throws {
    seen[heading, default: []].formUnion(try keys(ofJSON: lines.joined(separator: "\n")))
  }
}
