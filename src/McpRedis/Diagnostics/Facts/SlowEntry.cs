using McpRedis.Redis;

namespace McpRedis.Diagnostics.Facts;

// One element of SLOWLOG GET:  1) id  2) unix time  3) microseconds  4) arguments, long ones cut  5) client address  6) client name

/// <summary>A slow command: its name and size, none of its arguments.</summary>
/// <param name="AtUnixSeconds">When it ran.</param>
/// <param name="Microseconds">How long, without waiting.</param>
/// <param name="Command">Its name in upper case; (unknown) for a word that is no command we know.</param>
internal sealed record SlowEntry(long AtUnixSeconds, long Microseconds, string Command)
{
    public static IReadOnlyList<SlowEntry> Read(RespValue reply) =>
        [.. reply.ItemArray.Where(entry => entry.Count >= 4 && entry[3].Count > 0).Select(entry => new SlowEntry(entry[1].Integer, entry[2].Integer, NameOf(entry[3])))];

    private static string NameOf(RespValue arguments)
    {
        string name = arguments[0].Text.ToUpperInvariant();
        return CommandTable.Pinned.Find(name) is null ? "(unknown)" : name;
    }
}
