/// One gzip member by RFC 1952, with the text in stored blocks.
package func gzip(_ text: [UInt8]) -> [UInt8] {
  func bytes(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
  }
  var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  for start in stride(from: 0, to: max(1, text.count), by: 65_535) {
    let block = text[start..<min(text.count, start + 65_535)]
    result.append(start + 65_535 >= text.count ? 1 : 0)
    result += bytes(block.count, 2) + bytes(~block.count & 0xFFFF, 2) + block
  }
  var check: UInt32 = ~0
  for byte in text {
    check ^= UInt32(byte)
    for _ in 0..<8 { check = check & 1 == 1 ? check >> 1 ^ 0xEDB8_8320 : check >> 1 }
  }
  return result + bytes(Int(~check), 4) + bytes(text.count, 4)
}
