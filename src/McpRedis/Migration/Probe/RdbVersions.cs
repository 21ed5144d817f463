using System.Buffers.Binary;
using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

// The end of a DUMP payload (Redis 7.0.15, SET k v):
//
//   00 01 76 | 0a 00 | 65 82 f6 4f 61 45 6c 92
//   value      version 10, then eight bytes of checksum

/// <summary>Which version of the RDB format a server writes, and with it what it reads. A payload of its own is the best evidence.</summary>
internal static class RdbVersions
{
    /// <summary>Valkey counts on from here since 9.0.</summary>
    public const int FirstOfValkey = 80;

    private const int FooterBytes = 10;

    /// <summary>Version in the footer of a payload; null for one that is too short to have any.</summary>
    public static int? OfPayload(ReadOnlySpan<byte> payload) =>
        payload.Length > FooterBytes ? BinaryPrimitives.ReadUInt16LittleEndian(payload[^FooterBytes..]) : null;

    /// <summary>By product and version; null where those are not known.</summary>
    public static int? Of(ServerFlavour flavour, Version? version) => (flavour, version) switch
    {
        (_, null) => null,
        (ServerFlavour.Valkey, { Major: >= 9 }) => FirstOfValkey,
        (ServerFlavour.Valkey, _) => 11,
        (ServerFlavour.Garnet, _) => 11,
        (ServerFlavour.KeyDb or ServerFlavour.Dragonfly, _) => 9,
        (ServerFlavour.Redis, { Major: >= 8, Minor: >= 10 }) => 15,
        (ServerFlavour.Redis, { Major: >= 8, Minor: >= 8 }) => 14,
        (ServerFlavour.Redis, { Major: >= 8, Minor: >= 6 }) => 13,
        (ServerFlavour.Redis, { Major: >= 8 } or { Major: 7, Minor: >= 4 }) => 12,
        (ServerFlavour.Redis, { Major: 7, Minor: >= 2 }) => 11,
        (ServerFlavour.Redis, { Major: 7 }) => 10,
        (ServerFlavour.Redis, { Major: >= 5 }) => 9,
        (ServerFlavour.Redis, { Major: 4 }) => 8,
        (ServerFlavour.Redis, { Major: 3, Minor: >= 2 }) => 7,
        (ServerFlavour.Redis, { Major: >= 2 }) => 6,
        _ => null,
    };
}
