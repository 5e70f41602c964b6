import Configuration
import Credentials

/// The environment of a target's program: what programs need to run, what the operator named, and
/// the credential. Secrets of other targets, which this process may have in its own, are not in it.
enum CommandEnvironment {
  private static let usual: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR",
  ]

  static func of(
    _ command: TargetsFile.Command, target: String, credential: Credential?,
    from own: [String: String]
  ) -> [String: String] {
    let named = Set(command.environment)
    var result = own.filter { name, _ in
      usual.contains(name) || name.hasPrefix("LC_") || named.contains(name)
    }
    result["DEPLOYSYNC_TARGET"] = target
    result["DEPLOYSYNC_USER"] = credential?.user
    result["DEPLOYSYNC_SECRET"] = credential?.secret.reveal()
    return result
  }
}
