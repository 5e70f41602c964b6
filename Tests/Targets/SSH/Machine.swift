import Configuration
import Credentials
import Domain
import Foundation

@testable import Targets

/// Another machine without a network: a program `ssh` that runs what it is given on this one, by the
/// shell and the tools of the test's choice, while rsync is the real one.
final class Machine {
  /// What the other machine has.
  enum Tools: String, CaseIterable, Sendable {
    case dash, bash, busybox

    /// Those that this machine can play.
    static let usable = allCases.filter { tools in
      access(tools == .busybox ? "/usr/bin/busybox" : "/bin/\(tools.rawValue)", X_OK) == 0
    }
  }

  let scratch: Scratch
  private let tools: Tools
  private(set) var releases: Int?

  init(
    _ tools: Tools = .dash, _ files: [String: String] = [:], releases: Int? = nil
  ) throws {
    self.tools = tools
    self.releases = releases
    scratch = try Scratch(files, inMemory: true)
    let bin = scratch.base + "/bin"
    let remote = scratch.base + "/remote"
    for folder in [bin, remote] {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    if tools == .busybox {
      try run(["busybox", "--install", "-s", remote])
    } else {
      try FileManager.default.createSymbolicLink(
        atPath: remote + "/sh", withDestinationPath: "/bin/\(tools.rawValue)")
    }
    try script("ssh", Self.ssh(scratch.base, remote))
  }

  /// Puts a program before those of the system.
  func script(_ name: String, _ text: String) throws {
    let path = scratch.base + "/bin/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// Lets the next connection end after so many lines to the machine, or from it.
  func cut(after lines: Int, ofAnswers isAnswers: Bool) throws {
    try Data("\(isAnswers ? "answers" : "requests") \(lines)".utf8).write(
      to: URL(fileURLWithPath: scratch.base + "/cut"))
  }

  /// Whether a cut is still to come.
  var isCutAhead: Bool { FileManager.default.fileExists(atPath: scratch.base + "/cut") }

  private static func ssh(_ base: String, _ remote: String) -> String {
    """
    #!/bin/sh
    while :; do
      case $1 in
      --) shift; break ;;
      -F | -o | -p | -l) shift 2 ;;
      -*) shift ;;
      *) break ;;
      esac
    done
    host=$1
    shift
    PATH=\(remote):/usr/bin:/bin
    export PATH
    cd /
    echo "$*" >>"\(base)/commands"
    kind=
    case $* in
    rsync*) ;;
    *) if [ -e "\(base)/cut" ]; then
      read -r kind lines <"\(base)/cut"
      rm "\(base)/cut"
    fi ;;
    esac
    case $kind in
    answers) sh -c "$*" | sed -u "${lines}q" ;;
    requests) sed -u "${lines}q" | sh -c "$*" ;;
    *) exec sh -c "$*" ;;
    esac
    """
  }

  // MARK: Opening

  var target: TargetsFile.Target {
    TargetsFile.Target(
      name: "web",
      kind: .ssh(
        TargetsFile.SSHFolder(host: "web1", user: "me", port: 2222, path: scratch.root)),
      inactive: GitPath("off"), releases: releases)
  }

  private var surroundings: TargetSurroundings {
    TargetSurroundings(
      places: CredentialPlaces(
        environment: ["PATH": "\(scratch.base)/bin:/usr/bin:/bin", "HOME": scratch.base],
        userID: getuid()))
  }

  func reader() throws -> any TargetReader { try TargetOpening.reader(for: target, surroundings) }
  func writer() throws -> any TargetWriter { try TargetOpening.writer(for: target, surroundings) }

  /// All that is in the target's folder but for what releases are kept in.
  func listing() -> [String] { scratch.listing() }
}

/// The ID that git itself gives to bytes.
func gitID(_ bytes: [UInt8]) throws -> String {
  let file = NSTemporaryDirectory() + "/" + UUID().uuidString
  try Data(bytes).write(to: URL(fileURLWithPath: file))
  defer { try? FileManager.default.removeItem(atPath: file) }
  return try run(["git", "hash-object", "--no-filters", file]).output
    .trimmingCharacters(in: .whitespacesAndNewlines)
}
