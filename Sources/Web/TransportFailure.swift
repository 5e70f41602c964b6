import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension HTTPTransport {
  /// Why there is no answer, in this program's words.
  struct Failure: Error {
    let kind: RetryRule.Failure
    private let told: WebError.Reason

    init(_ kind: RetryRule.Failure, _ told: WebError.Reason) {
      self.kind = kind
      self.told = told
    }

    /// - Parameters:
    ///   - wasSent: Whether any of the request may have reached the server.
    ///   - timeLimit: What the request had.
    init(_ error: any Error, wasSent: Bool, timeLimit: Duration) {
      switch error {
      case AnswerCollector.Refusal.tooLarge(let limit):
        self.init(.tooLarge, .tooLarge(limitBytes: limit))
        return
      case AnswerCollector.Refusal.malformed(let why):
        self.init(.lost, .malformed(why))
        return
      default: break
      }
      let kind: RetryRule.Failure = wasSent ? .lost : .unreachable
      switch error {
      case let error as HTTPClientError: self = Self.of(error, kind, timeLimit)
      case let error as HTTPParserError:
        self.init(
          kind, error == .invalidEOFState ? .cutOff("the connection ended") : .malformed("\(error)")
        )
      case is NIOSSLExtraError:
        self.init(.refused, .untrusted("its certificate is for another host"))
      case let error as NIOSSLError where !wasSent: self = Self.of(error)
      default:
        let why = Self.words(error)
        self.init(kind, wasSent ? .cutOff(why) : .unreachable(why))
      }
    }

    /// The reason; where the time that was left of the run was shorter, it is that which is over.
    func reason(_ settings: WebSettings) -> WebError.Reason {
      if case .timeLimit(let limit) = told, limit < settings.requestTimeLimit {
        return .runTimeLimit(settings.runTimeLimit)
      }
      return told
    }

    private static func of(
      _ error: HTTPClientError, _ kind: RetryRule.Failure, _ timeLimit: Duration
    ) -> Failure {
      switch error {
      case .deadlineExceeded, .readTimeout, .writeTimeout:
        Failure(kind, .timeLimit(timeLimit))
      case .connectTimeout, .getConnectionFromPoolTimeout:
        Failure(kind, .unreachable("no connection in time"))
      case .tlsHandshakeTimeout: Failure(kind, .unreachable("no secure connection in time"))
      case .remoteConnectionClosed:
        Failure(kind, kind == .lost ? .cutOff("the connection ended") : .unreachable("it hung up"))
      case .cancelled: Failure(kind, .stopped("it was cancelled"))
      default:
        if error.shortDescription.hasPrefix("Invalid header") {
          Failure(.refused, .notSendable("a header holds what no header can"))
        } else {
          Failure(kind, .malformed(error.shortDescription))
        }
      }
    }

    private static func of(_ error: NIOSSLError) -> Failure {
      let text = "\(error)"
      switch error {
      case .handshakeFailed(.sslError) where text.contains("CERTIFICATE_VERIFY_FAILED"):
        return Failure(
          .refused, .untrusted("its certificate is expired or of an authority that is not known"))
      case .handshakeFailed(.sslError):
        return Failure(.refused, .untrusted("it speaks no TLS 1.2 or later"))
      case .unableToValidateCertificate, .noCertificateToValidate, .failedToLoadCertificate:
        return Failure(.refused, .untrusted("its certificate is not valid"))
      default: return Failure(.unreachable, .unreachable("it ended the secure connection"))
      }
    }

    /// The system's own words where it is its error.
    private static func words(_ error: any Error) -> String {
      switch error {
      case let error as IOError: return String(cString: strerror(error.errnoCode))
      case let error as NIOConnectionError:
        if let first = error.connectionErrors.first { return words(first.error) }
        return "the name \(error.host) is not known"
      case is SocketAddressError: return "its name is not known"
      case ChannelError.connectTimeout: return "no connection in time"
      case is ChannelError: return "the connection ended"
      case is NIOSSLError: return "the secure connection ended"
      default: return "the connection failed"
      }
    }
  }
}
