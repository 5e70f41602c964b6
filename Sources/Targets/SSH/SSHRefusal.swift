import Configuration
import Domain

/// Why there is no connection, by what ssh said.
struct SSHRefusal {
  private let lines: [String]

  init(_ lines: [String]) { self.lines = lines }

  func error(_ agent: SSHAgent) -> TargetError {
    let host = agent.host
    let place = agent.connection.place
    if has("HOST IDENTIFICATION HAS CHANGED") {
      return agent.error(
        "\(host) shows another key than the one that is known of it, so it may be another machine",
        [
          "ask those who run it whether its key changed; only then remove the old one: "
            + "ssh-keygen -R \(place.port.map { "'[\(host)]:\($0)'" } ?? host)"
        ])
    }
    if has("Host key verification failed") || has("host key is known for") {
      return agent.error(
        "the key of \(host) is not known here, so nobody can tell which machine it is",
        ["connect once by hand and compare the fingerprint that is shown: \(agent.sshWords)"])
    }
    if let line = line("Permission denied (") {
      return agent.error(
        "\(host) refuses the login: \(line)",
        [
          "a key without a passphrase, or an agent that has it, is needed here; see: "
            + "\(agent.sshWords.replacing("ssh ", with: "ssh -o BatchMode=yes ", maxReplacements: 1))"
            + " true"
        ])
    }
    if let line = line("Could not resolve hostname") {
      return agent.error(
        "\(host) is not known: \(line)",
        ["correct the target's `host:` in targets.yaml, or name it in ssh's configuration"])
    }
    for text in [
      "Connection refused", "Connection timed out", "No route to host", "Network is unreachable",
      "Operation timed out", "Connection closed by", "Connection reset by", "kex_exchange",
    ] {
      if let line = line(text) {
        return agent.error(
          "\(host) cannot be reached: \(line)", ["see: \(agent.sshWords) true"])
      }
    }
    if let line = lines.last {
      return agent.error(
        "the connection to \(host) ended: \(line)", ["see: \(agent.sshWords) true"])
    }
    return agent.error(
      "the connection to \(host) ended", ["see whether it answers: \(agent.sshWords) true"])
  }

  private func has(_ text: String) -> Bool { lines.contains { $0.contains(text) } }

  private func line(_ text: String) -> String? { lines.first { $0.contains(text) } }
}
