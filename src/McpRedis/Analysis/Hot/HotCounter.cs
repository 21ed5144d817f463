using McpRedis.Redis;

namespace McpRedis.Analysis.Hot;

/// <summary>What the counter of an LFU policy means: 0 to 255, growing with the logarithm of uses and falling by the minute without any.</summary>
internal static class HotCounter
{
    // LFU_INIT_VAL: what a key begins with, so that it is not evicted before it can be used.
    private const int OfNewKey = 5;

    /// <summary>Whether keys have one.</summary>
    /// <param name="memory">INFO memory.</param>
    /// <returns>Null where the server does not tell its policy.</returns>
    public static bool? IsKept(InfoText memory) => memory["maxmemory_policy"]?.EndsWith("-lfu", StringComparison.Ordinal);

    /// <summary>Used more than a key that was only written.</summary>
    public static bool IsUsed(long counter) => counter > OfNewKey;
}
