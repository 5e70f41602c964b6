extension GitCommand {
  /// Git's variables that say how to reach a remote or where the user's own settings are, and nothing
  /// about which repository to use (git(1), ENVIRONMENT VARIABLES; git-config(1), ENVIRONMENT).
  private static func isKept(_ name: String) -> Bool {
    let names: Set<String> = [
      "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_ALLOW_PROTOCOL",
      "GIT_PROTOCOL_FROM_USER", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
    ]
    return names.contains(name)
      || ["GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_"].contains { name.hasPrefix($0) }
  }

  /// The environment of a call: the caller's without git's other variables, in no language but
  /// git's own, with nobody to ask.
  static func cleaned(_ environment: [String: String]) -> [String: String] {
    var result = environment.filter { name, value in
      // What no program can get is left out, so that it does not keep git from starting.
      guard let first = name.utf8.first, !(0x30...0x39).contains(first),
        !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") }), !value.utf8.contains(0)
      else { return false }
      return !name.hasPrefix("GIT_") || isKept(name)
    }
    result["GIT_TERMINAL_PROMPT"] = "0"
    result["LC_ALL"] = "C"
    return result
  }
}
