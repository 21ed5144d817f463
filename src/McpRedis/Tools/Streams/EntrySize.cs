using McpRedis.Redis;

namespace McpRedis.Tools.Streams;

/// <summary>What an entry takes on average, so that a page of large ones is asked for in small steps.</summary>
internal static class EntrySize
{
    /// <param name="memory">Reply of MEMORY USAGE; an error or null (forbidden, unknown, missing) counts as small.</param>
    /// <param name="entries">Length of the stream.</param>
    public static long Of(RespValue memory, long entries) => memory.IsError || memory.IsNull || entries == 0 ? 0 : memory.Integer / entries;
}
