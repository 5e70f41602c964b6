import Fixtures
import Foundation

/// A private authority, certificates of it, and servers that show them, all by the `openssl` program.
final class Authority: Sendable {
  static let isPossible =
    (try? Program.run("openssl", ["version"], in: "/", environment: [:]))?.status == 0
  /// Made once for all tests.
  static let shared = Result { try Authority() }

  /// The certificates that a server can show.
  enum Certificate: String, CaseIterable {
    case good, expired, otherHost, selfSigned, unknownAuthority
  }

  let folder: TemporaryFolder
  /// The authority's own certificate.
  var path: String { folder.path("authority.pem") }

  private init() throws {
    folder = try TemporaryFolder()
    for name in ["authority", "unknown"] {
      try key(name)
      try openssl(
        "req", "-x509", "-new", "-key", "\(name).key", "-subj", "/CN=Test \(name)", "-days", "2",
        "-out", "\(name).pem")
    }
    for certificate in Certificate.allCases {
      let name = certificate.rawValue
      let host = certificate == .otherHost ? "other.example.com" : "localhost"
      try key(name)
      try folder.write("subjectAltName=DNS:\(host)\n", to: "\(name).ext")
      if certificate == .selfSigned {
        try openssl(
          "req", "-x509", "-new", "-key", "\(name).key", "-subj", "/CN=localhost", "-days", "2",
          "-addext", "subjectAltName=DNS:localhost", "-out", "\(name).pem")
        continue
      }
      try openssl("req", "-new", "-key", "\(name).key", "-subj", "/CN=\(host)", "-out", "request")
      let authority = certificate == .unknownAuthority ? "unknown" : "authority"
      try openssl(
        "x509", "-req", "-in", "request", "-CA", "\(authority).pem", "-CAkey", "\(authority).key",
        "-CAcreateserial", "-days", certificate == .expired ? "-1" : "2", "-extfile",
        "\(name).ext", "-out", "\(name).pem")
    }
  }

  private func key(_ name: String) throws {
    try openssl(
      "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "\(name).key")
  }

  private func openssl(_ arguments: String...) throws {
    let result = try Program.run("openssl", arguments, in: folder.path, environment: [:])
    guard result.status == 0 else {
      throw FixtureError("openssl \(arguments): \(result.errorText)")
    }
  }

  /// A server that answers every GET with a page, until it is released.
  func server(
    _ certificate: Certificate, options: [String] = []
  ) throws -> (program: RunningProgram, port: Int) {
    let output = "output-\(certificate.rawValue)-\(UInt64.random(in: 0...(.max)))"
    let words = [
      "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", "\(certificate.rawValue).pem",
      "-key", "\(certificate.rawValue).key", "-www",
    ]
    let program = try RunningProgram(
      "sh", ["-c", "exec \((words + options).joined(separator: " ")) >\(output) 2>&1"],
      in: folder.path, environment: [:])
    for _ in 0..<500 {
      let lines = (folder.text(of: output) ?? "").split(separator: "\n")
      let line = lines.first { $0.hasPrefix("ACCEPT ") }
      if let port = line?.split(separator: ":").last.flatMap({ Int($0) }) { return (program, port) }
      usleep(10_000)
    }
    throw FixtureError("openssl s_server did not start: \(folder.text(of: output) ?? "")")
  }
}
