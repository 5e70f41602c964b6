import Fixtures
import Testing

/// A branch of a repository that is reached over http and ssh.
struct BranchNetworkTests {
  @Test(arguments: Way.usable)
  func `over a network a run fetches and pushes, and all else only fetches`(way: Way) throws {
    let mirror = try Mirror()
    try mirror.repository.git("config", "http.receivepack", "true")
    let server = try FaultyServer(way, of: mirror.world)
    let url = server.url.replacing("server.git", with: "mirror.git")
    try mirror.serve(at: "url: \"\(url)\"")
    // Clone and ledger are reached by their path, so that the log is the mirror's alone.
    let first = try mirror.apply()
    #expect(first.status == 0, "\(first.all)")
    #expect(server.log.filter { $0.hasPrefix("push") }.count == 1, "\(server.log)")
    try mirror.merge(["data/triggers/a.yaml": "title: AA\n"])
    let before = server.log.count
    for arguments in [["plan"], ["apply", "--dry-run"], ["drift"], ["preflight"]] {
      let result = try mirror.world.start(arguments).wait()
      #expect(result.status == 0, "\(arguments): \(result.all)")
    }
    #expect(!server.log[before...].contains { $0.contains("push") }, "\(server.log)")
    #expect(try mirror.apply().status == 0)
    #expect(try mirror.subjects().count == 2)
    let pushes = server.log.filter { $0.hasPrefix("push") }.count
    let again = try mirror.apply()
    #expect(again.status == 0, "\(again.all)")
    #expect(server.log.filter { $0.hasPrefix("push") }.count == pushes)
  }

  @Test(arguments: Way.usable, [0.0, 0.5])
  func `a connection that is cut after the push was taken is no failure`(
    way: Way, share: Double
  ) throws {
    let mirror = try Mirror()
    try mirror.repository.git("config", "http.receivepack", "true")
    let server = try FaultyServer(way, of: mirror.world)
    let url = server.url.replacing("server.git", with: "mirror.git")
    try mirror.serve(at: "url: \"\(url)\"")
    #expect(try mirror.apply().status == 0)
    try mirror.merge(["data/triggers/a.yaml": "title: AA\n"])
    try server.set(NetworkFault(request: .push, kind: .cutAnswer, share: share))
    let result = try mirror.apply()
    #expect(result.status == 0, "\(result.all)")
    #expect(try mirror.subjects().count == 2)
    #expect(try mirror.texts()["triggers/a.yaml"] == "title: AA")
  }
}
