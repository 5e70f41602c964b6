import Git
import Glibc

/// The program that shows a long answer page by page, as git uses one.
struct Pager {
  /// A shell command, as `core.pager` holds it.
  let command: String
  private let environment: [String: String]

  /// The pager that is asked for: by `DEPLOYSYNC_PAGER`, `GIT_PAGER`, `core.pager` of git's
  /// configuration or `PAGER`, the first that is set; else `less`. Nil where that is empty or `cat`,
  /// and on a terminal that cannot move its cursor.
  init?(environment: [String: String], repository: Repository?) {
    guard Terminal.isCapable(environment) else { return nil }
    let configured = try? repository?.setting("core.pager")
    let command =
      environment["DEPLOYSYNC_PAGER"] ?? environment["GIT_PAGER"] ?? configured
      ?? environment["PAGER"] ?? "less"
    if command.allSatisfy(\.isWhitespace) || command == "cat" { return nil }
    self.command = command
    self.environment = environment
  }

  /// Shows a text and waits until the pager is left, even before its end. False where there is no
  /// such program, so that nothing was shown.
  func show(_ text: String) -> Bool {
    guard let pipe = Terminal.pipe() else { return false }
    // Ctrl-C is the pager's key, and a pager that is left early is nothing wrong.
    let previous = [SIGINT, SIGPIPE].map { (number: $0, action: signal($0, SIG_IGN)) }
    defer {
      for signal in previous { _ = Glibc.signal(signal.number, signal.action) }
    }
    let process = start(reading: pipe.reading)
    close(pipe.reading)
    guard let process else {
      close(pipe.writing)
      return false
    }
    Terminal.write(Array(text.utf8), to: pipe.writing)
    close(pipe.writing)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // 126 and 127 are a shell's for a command that cannot be run or is not there (POSIX, 2.8.2).
    let code = (status >> 8) & 0xff
    return status & 0x7f != 0 || (code != 126 && code != 127)
  }

  private func start(reading: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, reading, STDIN_FILENO)
    var restored = sigset_t()
    sigemptyset(&restored)
    sigaddset(&restored, SIGINT)
    sigaddset(&restored, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &restored)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // As git's: leave at once what fits on one screen, show colours, keep the screen.
    let variables = ["LESS": "FRX", "LV": "-c"].merging(environment) { $1 }
    let words = Self.copies(of: ["sh", "-c", command])
    let settings = Self.copies(of: variables.map { "\($0.key)=\($0.value)" })
    defer { for text in words + settings { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(
      &process, "/bin/sh", &actions, &attributes, words + [nil], settings + [nil])
    return code == 0 ? process : nil
  }

  private static func copies(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) }
  }
}
