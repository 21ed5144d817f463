using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Tools.Streams;

/// <summary>An entry's id in an argument: milliseconds, or milliseconds-sequence.</summary>
internal static class StreamId
{
    /// <summary>For a new entry: *, 5-*, 5-1, or 5, which is 5-0.</summary>
    /// <exception cref="Fault">invalid_argument: not an id. XADD would take MAXLEN, for one, for an option.</exception>
    public static string New(string argument, string id) =>
        id is "*" ? id : id.EndsWith("-*", StringComparison.Ordinal) ? Whole(argument, id[..^2] + "-0")[..^1] + "*" : Whole(argument, id);

    /// <summary>5 is 5-0 where an entry is meant, and 5-0 to 5-18446744073709551615 where a range ends; so it is written out.</summary>
    /// <exception cref="Fault">invalid_argument: not an id. XCLAIM, for one, would take it for an option.</exception>
    public static string Whole(string argument, string id)
    {
        string[] parts = id.Split('-');
        bool valid = parts.Length <= 2 && parts.All(part => ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return !valid ? throw Fault.Argument(argument, "expected a stream id: milliseconds, or milliseconds-sequence.")
            : parts.Length == 2 ? id : id + "-0";
    }
}
