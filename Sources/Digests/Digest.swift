import CCrypto

/// A SHA-256 digest: 32 bytes that tell one text or file from every other.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  /// 32 of them.
  package let bytes: [UInt8]

  /// The digest of some bytes.
  package static func sha256(_ message: [UInt8]) -> Digest {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = unsafe message.withUnsafeBufferPointer { message in
      unsafe digest.withUnsafeMutableBufferPointer { digest in
        unsafe SHA256(message.baseAddress, message.count, digest.baseAddress)
      }
    }
    return Digest(bytes: digest)
  }

  /// The digest of a text's UTF-8 bytes.
  package static func sha256(_ text: String) -> Digest { sha256(Array(text.utf8)) }

  /// HMAC-SHA-256: without the key nobody can try out which message gives a digest.
  ///
  /// Ids of customers can be counted through, so a plain digest of one would give it away.
  package static func hmac(_ message: [UInt8], key: [UInt8]) -> Digest {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    var length: UInt32 = 0
    _ = unsafe message.withUnsafeBufferPointer { message in
      unsafe key.withUnsafeBufferPointer { key in
        unsafe digest.withUnsafeMutableBufferPointer { digest in
          unsafe HMAC(
            EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress, message.count,
            digest.baseAddress, &length)
        }
      }
    }
    return Digest(bytes: digest)
  }

  /// 64 hexadecimal digits.
  package var description: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

extension Digest {
  /// A SHA-256 digest of bytes that come in pieces.
  ///
  /// Safe, because the context never leaves it and lives as long as it does.
  @safe package struct Hasher: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer

    package init() {
      guard let context = unsafe EVP_MD_CTX_new(),
        unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
      else { preconditionFailure("SHA-256 is there, and there is room for its state") }
      unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Takes the next bytes.
    package mutating func update(_ bytes: ArraySlice<UInt8>) {
      _ = unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
      }
    }

    /// The digest of all bytes so far, once: nothing may be added afterwards.
    package mutating func finished() -> Digest {
      var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
      _ = unsafe digest.withUnsafeMutableBufferPointer { digest in
        unsafe EVP_DigestFinal_ex(context, digest.baseAddress, nil)
      }
      return Digest(bytes: digest)
    }
  }
}
