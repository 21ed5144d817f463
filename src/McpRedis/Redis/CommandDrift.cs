namespace McpRedis.Redis;

/// <summary>Why a live command is not to be trusted as the pinned table describes it.</summary>
internal enum DriftKind
{
    /// <summary>Pinned as readonly, and the server does not say so.</summary>
    ReadOnlyLost,
    /// <summary>The server flags it as a write, the table does not.</summary>
    WriteGained,
    /// <summary>The server flags it as admin, blocking or scripting, the table does not.</summary>
    PowerGained,
    /// <summary>The server has it and the table does not: a module's, or newer than the table.</summary>
    Unknown,
}

/// <summary>One command a live server handles as more dangerous than the table says.</summary>
internal sealed record CommandDrift(string Name, DriftKind Kind)
{
    private const CommandFlags Power = CommandFlags.Admin | CommandFlags.Blocking;

    /// <summary>Commands of <paramref name="live"/> that are riskier than in <paramref name="pinned"/>. What only the table knows is no risk.</summary>
    public static IReadOnlyList<CommandDrift> Between(CommandTable pinned, CommandTable live)
    {
        var drifts = new List<CommandDrift>();
        foreach (var entry in live.All)
        {
            var known = pinned.Find(entry.Name);
            if (known is null)
            {
                drifts.Add(new(entry.Name, DriftKind.Unknown));
                continue;
            }
            if (known.IsReadOnly && !entry.Has(CommandFlags.ReadOnly))
            {
                drifts.Add(new(entry.Name, DriftKind.ReadOnlyLost));
            }
            if (entry.IsWrite && !known.IsWrite)
            {
                drifts.Add(new(entry.Name, DriftKind.WriteGained));
            }
            if ((entry.Flags & Power & ~known.Flags) != 0 || (entry.IsScripting && !known.IsScripting))
            {
                drifts.Add(new(entry.Name, DriftKind.PowerGained));
            }
        }
        return drifts;
    }
}
