namespace McpRedis.Redis.Raw;

/// <summary>
/// The slot of a key in a cluster, <see href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model"/>:
/// CRC16 (XMODEM) of what is between the first { and the next }, or of the whole key when that is nothing.
/// </summary>
internal static class KeySlot
{
    public const int Count = 16384;

    private const int Polynomial = 0x1021;

    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    public static int Of(ReadOnlySpan<byte> key)
    {
        int open = key.IndexOf((byte)'{');
        if (open >= 0)
        {
            var rest = key[(open + 1)..];
            int close = rest.IndexOf((byte)'}');
            key = close > 0 ? rest[..close] : key;
        }
        uint crc = 0;
        foreach (byte b in key)
        {
            crc = ((crc << 8) ^ Table[((crc >> 8) ^ b) & 0xFF]) & 0xFFFF;
        }
        return (int)(crc % Count);
    }

    private static ushort Entry(int index)
    {
        int crc = index << 8;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x8000) != 0 ? (crc << 1) ^ Polynomial : crc << 1;
        }
        return (ushort)crc;
    }
}
