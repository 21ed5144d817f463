using System.Globalization;

namespace McpRedis.Rdb;

/// <summary>The bytes are not what the format says, or of a kind that is not known here.</summary>
/// <param name="offset">Where in the file or payload, from its first byte.</param>
/// <param name="reason">What is wrong there. Holds no stored data.</param>
internal sealed class RdbFormatException(long offset, string reason)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"RDB data at offset {offset}: {reason}"))
{
    public long Offset { get; } = offset;

    public string Reason { get; } = reason;

    /// <summary>The last key that was read whole before; null when there was none or the bytes are no file.</summary>
    public byte[]? LastKey { get; init; }
}
