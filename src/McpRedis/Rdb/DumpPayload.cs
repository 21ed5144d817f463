using System.Buffers;
using System.Buffers.Binary;

namespace McpRedis.Rdb;

/// <summary>What DUMP answers and RESTORE takes: a value of a file with its type before it, a version and a checksum behind it.</summary>
internal static class DumpPayload
{
    /// <summary>Version and checksum.</summary>
    public const int FooterSize = sizeof(ushort) + sizeof(ulong);

    /// <summary>Bytes of the payload that <see cref="Write"/> makes.</summary>
    public static int Size(ReadOnlySpan<byte> meta, ReadOnlySpan<byte> value) => meta.Length + 1 + value.Length + FooterSize;

    // 00 03 61 62 63 | 0a 00 | 8 bytes: the string "abc" by Redis 7.0
    /// <param name="meta">Metadata with their opcode; empty where the target does not know them.</param>
    /// <param name="version">Lowest version of RDB that knows <paramref name="type"/>: what a server refuses is a higher one than its own.</param>
    public static void Write(IBufferWriter<byte> payload, ReadOnlySpan<byte> meta, RdbType type, ReadOnlySpan<byte> value, ushort version)
    {
        int size = Size(meta, value);
        Span<byte> bytes = payload.GetSpan(size)[..size];
        meta.CopyTo(bytes);
        bytes[meta.Length] = (byte)type;
        value.CopyTo(bytes[(meta.Length + 1)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[^FooterSize..], version);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[^sizeof(ulong)..], Crc64.Append(0, bytes[..^sizeof(ulong)]));
        payload.Advance(size);
    }

    /// <summary>False when it is too short to be one, or its metadata have no end. The value is not looked into.</summary>
    /// <exception cref="RdbFormatException">The metadata are none.</exception>
    public static bool TryParse(ReadOnlySpan<byte> payload, RdbFlavour flavour, out DumpView view)
    {
        view = default;
        if (payload.Length < 1 + FooterSize)
        {
            return false;
        }
        ReadOnlySpan<byte> body = payload[..^FooterSize];
        int meta = 0;
        if (body[0] == RdbOpcode.KeyMeta && flavour == RdbFlavour.Redis)
        {
            var cursor = new RdbCursor(body) { Position = 1 };
            if (!new RdbSkipper(RdbLayout.OfRecord(RdbOpcode.KeyMeta, flavour)!).TryFinish(ref cursor) || cursor.Remaining == 0)
            {
                return false;
            }
            meta = cursor.Position;
        }
        ulong checksum = BinaryPrimitives.ReadUInt64LittleEndian(payload[^sizeof(ulong)..]);
        view = new DumpView
        {
            Meta = body[..meta],
            Type = (RdbType)body[meta],
            Value = body[(meta + 1)..],
            Version = BinaryPrimitives.ReadUInt16LittleEndian(payload[^FooterSize..]),
            Checksum = checksum == 0 ? DumpChecksum.Absent
                : checksum == Crc64.Append(0, payload[..^sizeof(ulong)]) ? DumpChecksum.Right : DumpChecksum.Wrong,
        };
        return true;
    }
}
