using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>How large a reply may get, asked of the server before the command is sent, since after that it is too late.</summary>
/// <param name="Probes">Reads in constant time: lengths, and what a value takes in memory.</param>
/// <param name="Measure">From their replies (an error where the key is of another type) to the size of the reply.</param>
/// <param name="Advice">What to do when it is too large.</param>
internal sealed record ReadBound(IReadOnlyList<RedisCommand> Probes, Func<RespValue[], ReadSize> Measure, string Advice)
{
    /// <summary>Most items asked for at once where the arguments say how many; a page of the typed tools has as many.</summary>
    public const int MostItems = 500;

    /// <summary>Most memory of a collection that is read at once: what is shown is cut further, and this much does not hold up the server.</summary>
    public const long MostMemory = 1024 * 1024;

    /// <summary>Most memory of all that one call reads.</summary>
    public const long MostMemoryInAll = 4 * MostMemory;

    /// <summary>Most keys a step of a SCAN visits.</summary>
    public const int MostVisited = 10_000;
}

/// <param name="Items">Elements of the reply.</param>
/// <param name="Bytes">Bytes of it, where lengths of strings were asked.</param>
/// <param name="Memory">About what its elements take in memory.</param>
internal readonly record struct ReadSize(long Items, long Bytes = 0, long Memory = 0);
