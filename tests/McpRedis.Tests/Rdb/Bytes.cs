namespace McpRedis.Tests.Rdb;

/// <summary>Bytes as tests write them.</summary>
internal static class Bytes
{
    /// <summary>"c3 09 13": spaces are for the eye.</summary>
    public static byte[] OfHex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
