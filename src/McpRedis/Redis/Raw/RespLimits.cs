namespace McpRedis.Redis.Raw;

/// <summary>How much of one reply is held in memory, whatever the server announces.</summary>
/// <param name="MaxReplyBytes">Of one whole reply. A single string above it is read past and told as <see cref="RespFrame.IsSkipped"/>; anything else above it ends the connection.</param>
/// <param name="MaxDepth">Arrays within arrays.</param>
/// <param name="MaxLineBytes">A line of text: a status, an error, a number.</param>
internal sealed record RespLimits(int MaxReplyBytes = 64 << 20, int MaxDepth = 16, int MaxLineBytes = 64 << 10)
{
    public static RespLimits Default { get; } = new();
}
