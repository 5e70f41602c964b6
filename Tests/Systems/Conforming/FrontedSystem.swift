import Fixtures

/// A real system behind a proxy, started once for all scenarios, each of which has names of its own.
final class FrontedSystem<Server: RealSystem> {
  let server: Server
  let proxy: LoopbackProxy
  private let folder: TemporaryFolder
  private var count = 0

  /// - Parameter start: Starts it; the port is where the proxy listens, which is the only one that the
  ///   program knows.
  init(_ start: (_ port: Int) throws -> Server) throws {
    proxy = try LoopbackProxy()
    server = try start(proxy.port)
    proxy.forward(to: server.server.port)
    folder = try TemporaryFolder()
    try folder.write(server.secret + "\n", to: "secret", mode: 0o600)
  }

  /// The target in `targets.yaml`.
  var entry: String {
    let url = server.url.replacing(":\(server.server.port)/", with: ":\(proxy.port)/")
    let user = server.user.map { ", user: \($0)" } ?? ""
    return "{ kind: rest, url: \"\(url)\", description: \(Server.descriptionName), "
      + "credentials: { file: \(folder.path("secret"))\(user) } }"
  }

  /// What all names of one scenario have in common, and no other's.
  func newSpace() -> String {
    count += 1
    return "s\(count)"
  }
}
