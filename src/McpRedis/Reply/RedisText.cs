namespace McpRedis.Reply;

/// <summary>
/// Stored bytes in a reply: <c>{"text": …}</c> when they are valid UTF-8, else <c>{"base64": …}</c>; with
/// <c>sizeBytes</c> (the whole value) and <c>truncated</c> when only a part is shown.
/// </summary>
/// <param name="Bytes">What is shown.</param>
/// <param name="SizeBytes">Size of the whole value; equal to the length of <paramref name="Bytes"/> unless cut.</param>
internal sealed record RedisText(ReadOnlyMemory<byte> Bytes, long SizeBytes)
{
    public bool Truncated => SizeBytes > Bytes.Length;

    /// <summary>A whole value.</summary>
    public static RedisText Of(ReadOnlyMemory<byte> bytes) => new(bytes, bytes.Length);
}
