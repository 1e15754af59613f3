import LookalikeFetching
import Testing

/// Which addresses are public.
@Suite(.timeLimit(.minutes(10))) struct AddressTests {
    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255",
        "172.32.0.1",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e",
        "2001:4860:4860::8888",
    ])
    func thoseOfTheWorldAre(_ text: String) throws {
        #expect(try #require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        // This machine, private networks, links.
        "0.0.0.0", "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255",
        // Reserved, for tests and documentation, for groups.
        "192.0.0.1", "192.0.2.5", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        // Version 6: the same, and addresses with another one in them.
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "100::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1",
        "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "4000::1", "5f00::1",
    ])
    func othersAreNot(_ text: String) throws {
        #expect(try !#require(NetworkAddress(text)).isPublic)
    }

    @Test(arguments: [
        "", "127.1", "0x7f000001", "2130706433", "1.2.3", "1.2.3.4.5", "::1%lo", "[::1]", "host",
    ])
    func otherTextsAreNoAddresses(_ text: String) {
        #expect(NetworkAddress(text) == nil)
    }

    @Test func areWrittenInOneWay() {
        #expect(NetworkAddress("2001:DB8:0:0:0:0:0:1")?.description == "2001:db8::1")
        #expect(NetworkAddress("10.0.0.7")?.description == "10.0.0.7")
        #expect(NetworkAddress(bytes: [1, 2, 3]) == nil)
    }
}
