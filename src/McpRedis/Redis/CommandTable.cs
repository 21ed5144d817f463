using System.Text;
using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// What every command is: a fixed table that rules are proved against, and a second reading of a live server's own
/// COMMAND reply to hold the first against (<see cref="CompareWith"/>). The fixed one decides; a live server can make
/// a command more dangerous, never less. It is read on first use and costs nothing before that.
/// </summary>
internal sealed class CommandTable
{
    private readonly Dictionary<string, CommandEntry> _entries;

    public CommandTable(IEnumerable<CommandEntry> entries)
    {
        _entries = new(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            _entries[entry.Name] = entry;
        }
    }

    /// <summary>The newest command set of Redis and Valkey together; see the head of <c>commands.tsv</c>.</summary>
    public static CommandTable Pinned => Lazily.Pinned;

    public IReadOnlyCollection<CommandEntry> All => _entries.Values;

    /// <param name="fullName"><c>GET</c>, <c>CONFIG GET</c>; any case.</param>
    public CommandEntry? Find(string fullName) => _entries.GetValueOrDefault(fullName);

    /// <summary>The entry of a command as it will be sent: <c>CONFIG</c> with a first argument <c>GET</c> is <c>CONFIG GET</c>.</summary>
    /// <returns>Null when the table does not know it, or knows the container and not the sub-command.</returns>
    public CommandEntry? Find(RedisCommand command)
    {
        var entry = Find(command.FullName);
        return entry is { IsContainer: true } && command.Arguments.Count > 0
            ? Find($"{command.Name} {Encoding.ASCII.GetString(command.Arguments[0].Bytes.Span)}")
            : entry;
    }

    /// <summary>The known name nearest to a mistyped one; null when none is near.</summary>
    public string? NearestTo(string fullName) => Nearest.Of(fullName, _entries.Keys);

    /// <summary>Flagged readonly by every product that has it. Not yet a licence to run at read access: see <see cref="ReadTier"/>.</summary>
    public bool IsReadOnly(string fullName) => Find(fullName) is { IsReadOnly: true };

    public bool IsWrite(string fullName) => Find(fullName) is { IsWrite: true };

    /// <summary>Positions of the keys in a whole argument vector, name and sub-command included, ascending.</summary>
    /// <returns>Null when the command is unknown: then nothing can be said.</returns>
    public IReadOnlyList<int>? Keys(IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        if (arguments.Count == 0)
        {
            return null;
        }
        var entry = Find(Encoding.ASCII.GetString(arguments[0].Span));
        if (entry is { IsContainer: true } && arguments.Count > 1)
        {
            entry = Find($"{entry.Name} {Encoding.ASCII.GetString(arguments[1].Span)}");
        }
        return entry is null ? null : CommandKeys.Of(entry, arguments);
    }

    /// <summary>Commands a live server handles as more dangerous than this table does, or that only the server knows.</summary>
    /// <param name="commandReply">Reply of COMMAND or COMMAND INFO.</param>
    public IReadOnlyList<CommandDrift> CompareWith(RespValue commandReply) => CommandDrift.Between(this, CommandReply.Read(commandReply));

    private static class Lazily
    {
        public static readonly CommandTable Pinned = new(CommandTableText.ReadPinned());
    }
}
