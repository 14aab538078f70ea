/// The kernel's list of mounts, `/proc/self/mountinfo` (proc(5)).
struct MountTable {
    private static let networkFileSystems: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "ncpfs", "fuse.sshfs",
    ]

    let octets: [UInt8]

    /// The kind of the file system with this device number, if that is one over the network.
    func networkFileSystem(major: UInt64, minor: UInt64) -> String? {
        let device = Array("\(major):\(minor)".utf8)
        for line in octets.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: " "))
            // The third field is the device; the kind stands behind a field `-`, whose place varies.
            guard fields.count > 3, fields[2].elementsEqual(device),
                let dash = fields.dropFirst(5).firstIndex(where: { $0.elementsEqual([UInt8(ascii: "-")]) }),
                dash + 1 < fields.count
            else { continue }
            let kind = String(decoding: fields[dash + 1], as: UTF8.self)
            if Self.networkFileSystems.contains(kind) { return kind }
        }
        return nil
    }
}
