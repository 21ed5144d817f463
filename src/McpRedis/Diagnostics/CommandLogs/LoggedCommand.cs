using System.Globalization;
using McpRedis.Diagnostics.Monitoring;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.CommandLogs;

// An entry of SLOWLOG GET, and of COMMANDLOG GET (Valkey 8.1), whose figure is microseconds in the log slow and bytes in large-request and large-reply. At
// most 32 arguments are kept, the last of them then "... (70 more arguments)".
//
//   1) (integer) 14          number, rising
//   2) (integer) 1795312952  unix time
//   3) (integer) 11          figure
//   4) 1) "set"  2) "big"  3) "xxxxxxxx… (172 more bytes)"
//   5) "127.0.0.1:36752"
//   6) ""

/// <summary>What is kept of an entry: of its arguments their number, and the prefix of the first key.</summary>
/// <param name="Id">Its number.</param>
/// <param name="AtUnixSeconds">When it ran.</param>
/// <param name="Figure">Microseconds or bytes.</param>
/// <param name="Command">Name, with sub-command where it has one; <c>(unknown)</c> for what is no command.</param>
/// <param name="Arguments">Those after the first word of the name.</param>
/// <param name="Prefix">Of its first key; null where it has none.</param>
internal sealed record LoggedCommand(long Id, long AtUnixSeconds, long Figure, string Command, int Arguments, string? Prefix)
{
    private const int MostKept = 32;

    public static LoggedCommand Of(RespValue entry)
    {
        var arguments = entry[3].ItemArray;
        var command = Find(arguments);
        string? prefix = command is null ? null : KeyPrefix.OfFirst(command, [.. arguments.Select(argument => argument.Bytes)], arguments.Length < MostKept);
        return new(entry[0].Integer, entry[1].Integer, entry[2].Integer, command?.Name ?? "(unknown)", Count(arguments), prefix);
    }

    private static CommandEntry? Find(RespValue[] arguments)
    {
        string name = arguments.Length == 0 ? "" : arguments[0].Text.ToUpperInvariant();
        var entry = CommandTable.Pinned.Find(name);
        return entry is { IsContainer: true } && arguments.Length > 1 ? CommandTable.Pinned.Find($"{name} {arguments[1].Text}") ?? entry : entry;
    }

    private static int Count(RespValue[] arguments)
    {
        if (arguments.Length == MostKept && arguments[^1].Text is var last && last.StartsWith("... (", StringComparison.Ordinal)
            && last.EndsWith(" more arguments)", StringComparison.Ordinal)
            && int.TryParse(last.AsSpan(5, last.Length - 21), NumberStyles.None, CultureInfo.InvariantCulture, out int more))
        {
            return MostKept - 2 + more;
        }
        return Math.Max(arguments.Length - 1, 0);
    }
}
