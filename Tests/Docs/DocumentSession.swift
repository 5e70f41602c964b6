import Fixtures
import Foundation

/// Runs a document from its top to its end: a shell in folders of its own, with a shifted clock.
///
/// Of these, documents call the home folder `/home/olga` and the folder of servers `/srv`; a git
/// server at `https://git.example.com/` is a folder, too.
final class DocumentSession {
  private let folder: TemporaryFolder
  private var names: StableNames
  private var directory: String
  private var status: Int32 = 0
  private var now = Date(timeIntervalSince1970: 1_790_000_000)
  private let takesAllCommits: Bool

  /// - Parameter takesAllCommits: Whether the ID of every commit differs from run to run.
  init(takesAllCommits: Bool = false) throws {
    folder = try TemporaryFolder()
    self.takesAllCommits = takesAllCommits
    directory = folder.path("home")
    let binary = try BuiltBinary.path
    names = StableNames(folders: [
      (binary, "/usr/local/bin/deploysync"),
      (folder.path("srv"), "/srv"), (folder.path("home"), "/home/olga"),
      (folder.path("bin"), "/usr/local/bin"),
    ])
    for name in ["home", "srv/git", "bin", "tmp"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(name), withIntermediateDirectories: true)
    }
    // A program that this process wrote could not be started while another test starts one, which
    // has inherited the open file (ETXTBSY of execve(2)). So nothing is copied, and a shell writes.
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("bin/deploysync"), withDestinationPath: binary)
    let demo = "[ \"$*\" = demo ] || exit 64\nexec '\(Self.root)/scripts/demo' '\(binary)'"
    let make = try Program.run(
      "sh", ["-c", "cat >bin/make && chmod +x bin/make"], in: folder.path, environment: [:],
      input: Array("#!/bin/sh\n\(demo)\n".utf8))
    guard make.status == 0 else { throw FixtureError(make.errorText) }
    try folder.write(
      """
      [user]
      \tname = Olga Operator
      \temail = olga@example.com
      [init]
      \tdefaultBranch = main
      [core]
      \tabbrev = 10
      [url "file://\(folder.path("srv/git/"))"]
      \tinsteadOf = https://git.example.com/
      [gc]
      \tauto = 0
      [advice]
      \tdetachedHead = false

      """, to: "home/.gitconfig")
  }

  /// The top of this package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized.path

  /// Runs a document of the package and compares; with `RECORD_SNAPSHOTS=1` it writes the outputs.
  ///
  /// Throws ``FixtureError`` with every command whose output is another.
  func check(_ path: String) throws {
    let url = URL(fileURLWithPath: "\(Self.root)/\(path)")
    var document = try ConsoleDocument(String(contentsOf: url, encoding: .utf8))
    var differences: [String] = []
    for index in document.parts.indices {
      switch document.parts[index] {
      case .text: continue
      case .clock(let time): try setClock(time)
      case .file(let path, let lines):
        let text = (lines + [""]).joined(separator: "\n")
        let name = names.actual(path)
        let file = name.hasPrefix("/") ? name : "\(directory)/\(name)"
        try Data(names.actual(text).utf8).write(to: URL(fileURLWithPath: file))
      case .hidden(let lines):
        let output = try run("set -e\n" + lines.joined(separator: "\n"))
        guard status == 0 else {
          throw FixtureError("\(path): hidden commands ended with \(status): \(lines)\n\(output)")
        }
      case .console(var exchanges, let fence):
        for number in exchanges.indices {
          let output = try run(exchanges[number].command.joined(separator: "\n"))
          if exchanges[number].shows(output) { continue }
          differences.append(
            "$ \(exchanges[number].command.joined(separator: "\n"))\n"
              + output.joined(separator: "\n"))
          exchanges[number].output = output
        }
        document.parts[index] = .console(exchanges, fence: fence)
      }
    }
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try Data(document.text.utf8).write(to: url)
    } else if !differences.isEmpty {
      throw FixtureError(
        "\(path) shows something else; record it with RECORD_SNAPSHOTS=1:\n"
          + differences.joined(separator: "\n\n"))
    }
  }

  /// Sets the time of the next command.
  func setClock(_ time: String) throws { now = try Date(time, strategy: .iso8601) }

  /// Runs one command as a person at a terminal would, and returns the lines that it printed.
  @discardableResult
  func run(_ command: String) throws -> [String] {
    let time = now.formatted(.iso8601)
    names.note(time: time)
    let script = """
      exec 2>&1
      cd '\(directory)' || exit 125
      (exit \(status))
      \(names.actual(command))
      status=$?
      pwd >'\(folder.path("tmp/directory"))'
      exit $status
      """
    let start = Date()
    let result = try Program.run(
      "sh", ["-c", script], in: folder.path, environment: try environment(at: time),
      timeLimitSeconds: 300)
    status = result.status
    directory = try String(contentsOfFile: folder.path("tmp/directory"), encoding: .utf8)
      .trimmingCharacters(in: .newlines)
    try dateFetches(since: start)
    now += 60
    try noteLedger()
    if takesAllCommits { names.noteCommits(in: result.text) }
    var lines = names.shown(result.text).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private func environment(at time: String) throws -> [String: String] {
    var variables = HermeticEnvironment.variables(home: folder.path("home"))
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME"] {
      variables[name] = nil
    }
    variables["GIT_COMMITTER_EMAIL"] = nil
    variables["GIT_CONFIG_GLOBAL"] = nil
    variables["EXAMPLES"] = "\(Self.root)/Examples"
    variables["TMPDIR"] = folder.path("tmp")
    variables["PATH"] = "\(folder.path("bin")):\(variables["PATH"] ?? "")"
    let date = "\(Int(now.timeIntervalSince1970)) +0000"
    variables["GIT_AUTHOR_DATE"] = date
    variables["GIT_COMMITTER_DATE"] = date
    return variables.merging(try ClockShift.environment(now: time)) { $1 }
  }

  /// The kernel dates files by the real clock: what this command fetched, it fetched at its time.
  private func dateFetches(since start: Date) throws {
    for name in ["FETCH_HEAD", "deploysync/fetched"] {
      let file = "\(directory)/.git/\(name)"
      let manager = FileManager.default
      guard let date = try? manager.attributesOfItem(atPath: file)[.modificationDate] as? Date,
        date > start - 1, date < Date() + 1
      else { continue }
      try manager.setAttributes([.modificationDate: now], ofItemAtPath: file)
    }
  }

  /// The commits of the ledger, and those that were adopted, hold times and run IDs, so theirs are
  /// never the same.
  private func noteLedger() throws {
    for revisions in [
      ["refs/heads/deploysync/ledger"], ["refs/remotes/origin/deploysync/ledger"],
      ["--glob=refs/heads/adopt/*", "--not", "--remotes"],
    ] {
      let result = try Program.run(
        "git", ["rev-list", "--reverse"] + revisions, in: directory,
        environment: HermeticEnvironment.variables(home: folder.path("home")))
      guard result.status == 0 else { continue }
      for commit in result.text.split(separator: "\n") { names.note(commit: String(commit)) }
    }
  }
}
