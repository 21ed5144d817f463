namespace McpRedis.Redis.Raw;

/// <summary>What came is no RESP, or is more of it than was agreed to. The connection is of no use after it.</summary>
/// <param name="offset">Where, in bytes received since the connection was made.</param>
/// <param name="problem">What is wrong, without anything of the bytes themselves.</param>
internal sealed class RespFormatException(long offset, string problem) : IOException($"{problem} (byte {offset} of what the server sent).")
{
    public long Offset { get; } = offset;
}
