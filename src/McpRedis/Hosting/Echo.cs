namespace McpRedis.Hosting;

/// <summary>What of a command line may be repeated in a message: a URL put in the wrong place holds a password.</summary>
internal static class Echo
{
    /// <summary>Said in place of it.</summary>
    public const string NotRepeated = "an argument that looks like a URL is not repeated here: it may hold a password. Put it in REDIS_URL.";

    public static bool MayHoldSecret(string word) => word.Contains("://", StringComparison.Ordinal) || word.Contains('@', StringComparison.Ordinal);
}
