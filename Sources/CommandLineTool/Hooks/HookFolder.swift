import Domain
import Faults
import Git
import Glibc

/// The folder that git looks for hooks in: `core.hooksPath`, else `hooks` of the repository.
struct HookFolder {
  /// The line by which a script of ours is known, and the one that `install` fills in.
  private static let mark = "# `deploysync hook install` copies this file"
  private static let programLine = "deploysync=deploysync\n"

  private let path: String

  init(_ options: GlobalOptions) throws {
    let repository = try Repository.open(options.directory ?? ".")
    if let configured = try repository.setting("core.hooksPath") {
      // Relative to where hooks run: the work tree's top, or a bare repository (git-config(1)).
      let base = repository.workDirectory ?? repository.gitDirectory
      path = try configured.hasPrefix("/") ? configured : Self.expanded(configured, base: base)
    } else {
      path = repository.commonDirectory + "/hooks"
    }
  }

  private static func expanded(_ configured: String, base: String) throws -> String {
    guard configured.hasPrefix("~/") else { return "\(base)/\(configured)" }
    guard let home = getpwuid(getuid()).map({ String(cString: $0.pointee.pw_dir) }) else {
      throw CommandFailure(
        status: ExitStatus.failed, message: "core.hooksPath \(configured) cannot be resolved")
    }
    return home + configured.dropFirst()
  }

  /// Installs every hook; a line for each that says what was done.
  func install(apply: Bool) throws -> [String] {
    mkdir(path, 0o777)
    var lines: [String] = []
    for hook in HookName.allCases {
      let file = "\(path)/\(hook.rawValue)"
      let kept = "\(file).before-deploysync"
      if let old = try? FileContent.read(file), !Self.isOurs(old) {
        guard access(kept, F_OK) != 0 else {
          throw CommandFailure(
            status: ExitStatus.failed, message: "\(kept) is there already",
            hints: ["move it away, then: deploysync hook install"])
        }
        try FaultPoint.hookKeepBefore.reach(file)
        guard rename(file, kept) == 0 else { throw FileContent.failure(file) }
        FaultPoint.hookKept.pass()
        lines.append("kept the hook that was there as \(kept); it runs first")
      }
      try FileContent.replace(
        file, Array(Self.script(hook, apply: apply).utf8), mode: 0o755)
      lines.append("installed \(file)")
    }
    return lines
  }

  /// Removes our hooks and puts back what was there before.
  func uninstall() throws -> [String] {
    var lines: [String] = []
    for hook in HookName.allCases {
      let file = "\(path)/\(hook.rawValue)"
      guard let bytes = try? FileContent.read(file), Self.isOurs(bytes) else { continue }
      let kept = "\(file).before-deploysync"
      if access(kept, F_OK) == 0 {
        try FaultPoint.hookRestoreBefore.reach(kept)
        guard rename(kept, file) == 0 else { throw FileContent.failure(kept) }
        lines.append("put back \(file)")
      } else {
        try FaultPoint.hookRemoveBefore.reach(file)
        guard unlink(file) == 0 else { throw FileContent.failure(file) }
        lines.append("removed \(file)")
      }
    }
    return lines.isEmpty ? ["no hook of deploysync is installed in \(path)"] : lines
  }

  private static func isOurs(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(mark)
  }

  /// The script with this program's own path, quoted for the shell, and what it is to do.
  private static func script(_ hook: HookName, apply: Bool) -> String {
    let quoted = "'" + programPath().replacing("'", with: "'\\''") + "'"
    var script = hook.script.replacing(programLine, with: "deploysync=\(quoted)\n")
    if apply {
      script = script.replacing(
        "hook run \(hook.rawValue)", with: "hook run --apply \(hook.rawValue)")
      script = script.replacing("limit=60 ", with: "limit=600 ")
    }
    return script
  }

  /// The path of this program; its bare name where the system does not tell.
  private static func programPath() -> String {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return "deploysync" }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
