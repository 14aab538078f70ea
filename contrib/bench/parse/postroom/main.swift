// Usage: parse-postroom ROUNDS < list of files. The work is told in ../README.md.
import Glibc
import MailMessage

var files: [[UInt8]] = []
while let path = readLine() {
    guard let octets = try? Octets.mapping(path: path) else { continue }
    files.append(octets[0..<octets.count])
}
let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1 : 1

func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

for _ in 0..<rounds {
    var (messages, addresses, texts, characters, files_, content, headers) = (0, 0, 0, 0, 0, 0, 0)
    let start = cpuSeconds()
    for octets in files {
        let message = Message(Octets(octets))
        messages += 1
        headers += message.subject?.text.utf8.count ?? 0
        headers += message.date == nil ? 0 : 1
        headers += message.messageID == nil ? 0 : 1
        for name in ["from", "to", "cc"] {
            for address in message.addresses(in: name) {
                addresses += 1
                headers += address.displayName.utf8.count + address.address.utf8.count
            }
        }
        for part in message.leafParts where !part.isMessage || part.children.isEmpty {
            headers += part.filename?.utf8.count ?? 0
            if part.type.hasPrefix("text/"), part.disposition != "attachment" {
                texts += 1
                characters += part.text.text.utf8.count
            } else {
                files_ += 1
                content += part.decodedOctets.count
            }
        }
    }
    print(cpuSeconds() - start, messages, addresses, texts, characters, files_, content, headers)
}
