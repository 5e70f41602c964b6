import Fixtures
import Foundation
import Testing

/// A server that says no.
struct NetworkRefusalTests {
  /// A hook of the server that refuses the ledger.
  private func forbid(_ world: World) throws -> String {
    try world.folder.write(
      "#!/bin/sh\nwhile read old new name; do case $name in *deploysync*) "
        + "echo 'the ledger is for robots' >&2; exit 1 ;; esac; done\n",
      to: "server.git/hooks/pre-receive", mode: 0o755)
  }

  @Test(arguments: Way.usable)
  func `its hook refuses the ledger: its words are told and nothing is written`(way: Way) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let before = world.target()
    let hook = try forbid(world)
    let result = try network.apply()
    #expect(result.status == 1, "\(result.all)")
    #expect(result.errorText.contains("the ledger is for robots"), "\(result.all)")
    #expect(result.errorText.contains("pre-receive hook declined"), "\(result.all)")
    #expect(result.errorText.contains("allow pushes to refs/heads/deploysync/ledger"))
    #expect(world.target() == before)
    try FileManager.default.removeItem(atPath: hook)
    try network.expectOrder("\(way)")
  }

  @Test(arguments: Way.usable)
  func `it begins to refuse between the intent and the result`(way: Way) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let hook = try forbid(world)
    try FileManager.default.moveItem(atPath: hook, toPath: "\(hook).later")
    try network.server.set(
      NetworkFault(
        request: .push, kind: .none, skipping: 1, command: ["mv", "\(hook).later", hook]))
    let result = try network.apply()
    #expect(result.status == 1, "\(result.all)")
    #expect(result.errorText.contains("could not record what it did"), "\(result.all)")
    #expect(result.errorText.contains("the ledger is for robots"), "\(result.all)")
    #expect(world.target() == network.desired)
    try FileManager.default.removeItem(atPath: hook)
    try network.expectOrder("\(way)")
  }

  @Test(arguments: Way.usable)
  func `whoever may not push is told so, and nothing is written`(way: Way) throws {
    let network = try Network(way)
    let world = network.world
    try network.merge()
    let before = world.target()
    try network.server.set(NetworkFault(request: .greetPush, kind: .forbidden, times: 9))
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    let words = way == .http ? "403" : "you may not push here"
    #expect(result.errorText.contains(words), "\(result.all)")
    #expect(result.errorText.contains("see whether you may push"), "\(result.all)")
    #expect(world.target() == before)
    try network.expectOrder("\(way)")
  }

  @Test func `a push that is forbidden only when it comes is told so`() throws {
    let network = try Network(.http)
    try network.merge()
    try network.server.set(NetworkFault(request: .push, kind: .forbidden, times: 9))
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("HTTP 403"), "\(result.all)")
    try network.expectOrder("403")
  }

  @Test(arguments: Way.usable)
  func `a ref that is just being written is no refusal`(way: Way) throws {
    let network = try Network(way)
    try network.merge()
    let lock = network.world.folder.path("server.git/\(World.serverLedger).lock")
    let command = "touch '\(lock)'; (sleep 0.4; rm '\(lock)') >/dev/null 2>&1 &"
    try network.server.set(
      NetworkFault(request: .push, kind: .none, command: ["sh", "-c", command]))
    let result = try network.apply()
    #expect(result.status == 0, "\(result.all)")
    #expect(network.server.log.filter { $0.hasPrefix("push") }.count > 4)
    try network.expectOrder("\(way)")
  }

  @Test func `a wrong password ends the run at once and is never shown`() throws {
    let network = try Network(.http)
    let world = network.world
    try network.server.require("robot", "s3cret")
    for url in [network.server.url, network.server.url(as: "robot:wr0ng")] {
      try network.merge()
      let before = world.target()
      try world.clone.git("remote", "set-url", "origin", url)
      let start = ContinuousClock.now
      for arguments in [["apply"], ["queued", "--fetch", "-v"], ["ledger", "sync"]] {
        let result = try world.start(arguments).wait()
        #expect(result.status == 4, "\(result.all)")
        #expect(!result.all.contains("wr0ng") && !result.all.contains("robot"), "\(result.all)")
      }
      #expect(ContinuousClock.now - start < .seconds(30))
      #expect(world.target() == before)
    }
  }

  @Test func `a password in the URL is used, and shown and recorded nowhere`() throws {
    let network = try Network(.http)
    let world = network.world
    try network.server.require("robot", "s3cret")
    let url = network.server.url(as: "robot:s3cret")
    try world.clone.git("remote", "set-url", "origin", url)
    try network.merge()
    try network.server.set(NetworkFault(request: .push, kind: .forbidden, times: 9))
    let refused = try network.apply()
    #expect(refused.status == 4 && !refused.all.contains("s3cret"), "\(refused.all)")
    try network.server.set()
    for arguments in [
      ["apply", "-v"], ["queued", "--fetch", "-v"], ["status", "-v"], ["history"],
    ] {
      let result = try world.start(arguments).wait()
      #expect(result.status == 0 && !result.all.contains("s3cret"), "\(result.all)")
    }
    let ledger = try world.server.git("log", "-p", "--format=fuller", World.serverLedger)
    #expect(!ledger.contains("s3cret") && !ledger.contains("robot"))
    #expect(world.target() == network.desired)
  }

  @Test(.enabled(if: Way.usable.contains(.ssh), "there is no sshd to try it on"))
  func `a key that the server does not know ends the run at once`() throws {
    let network = try Network(.ssh)
    try network.merge()
    let before = network.world.target()
    try network.server.use(key: "stranger")
    let start = ContinuousClock.now
    let result = try network.apply()
    #expect(result.status == 4, "\(result.all)")
    #expect(result.errorText.contains("Permission denied"), "\(result.all)")
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(network.world.target() == before)
    try network.server.use(key: "user")
    try network.expectOrder("the right key")
  }
}
