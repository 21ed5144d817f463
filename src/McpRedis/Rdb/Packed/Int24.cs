namespace McpRedis.Rdb.Packed;

/// <summary>Three bytes, little endian, signed: a width that packed blobs have and .NET has not.</summary>
internal static class Int24
{
    public static long Read(ReadOnlySpan<byte> bytes) => (bytes[0] << 8 | bytes[1] << 16 | bytes[2] << 24) >> 8;
}
