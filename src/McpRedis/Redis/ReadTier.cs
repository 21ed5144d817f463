namespace McpRedis.Redis;

/// <summary>
/// What may run at read access: commands pinned as readonly, less those that are flagged so and still do more than
/// read for us, plus the <see cref="HarmlessCommands"/>. An allow-list: a command the table does not know is not in it.
/// </summary>
internal static class ReadTier
{
    /// <summary>Flagged readonly and kept out, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Withheld = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["EVAL_RO"] = "runs a script: its text decides what happens, and script engines had holes that ran code in the server",
        ["EVALSHA_RO"] = "runs a script, and one that cannot even be seen in the call",
        ["FCALL_RO"] = "runs a function stored by someone else",
        ["KEYS"] = "visits the whole keyspace in one step while every other client waits; SCAN does it in steps",
        ["XREAD"] = "can wait (BLOCK) and then holds up the shared connection; XRANGE from the last id reads the same entries",
        ["DUMP"] = "gives the raw serialized value, past every cut and redaction; it is for migration, which declares its own risk",
        ["LOLWUT"] = "draws a picture",
    };

    /// <summary>Commands a tool of risk Read may declare.</summary>
    public static IEnumerable<string> Names => Flagged.Concat(HarmlessCommands.All.Select(command => command.Name));

    /// <summary>The part that rests on the server's own flag; <see cref="Verify"/> holds it against a live one.</summary>
    public static IEnumerable<string> Flagged => CommandTable.Pinned.All
        .Where(entry => entry.IsReadOnly && !Withheld.ContainsKey(entry.Name))
        .Select(entry => entry.Name);

    public static bool Contains(string fullName) =>
        HarmlessCommands.Find(fullName) is not null || (CommandTable.Pinned.IsReadOnly(fullName) && !Withheld.ContainsKey(fullName));

    /// <summary>Why a live server contradicts the membership of commands in the tier; empty when it does not. Commands the server lacks are passed over.</summary>
    /// <param name="names">Members by flag, usually <see cref="Flagged"/>.</param>
    /// <param name="live">Its own table, from COMMAND.</param>
    public static IReadOnlyList<string> Verify(IEnumerable<string> names, CommandTable live)
    {
        var wrong = new List<string>();
        foreach (string name in names)
        {
            if (live.Find(name) is not { } entry)
            {
                continue;
            }
            string? why = !entry.Has(CommandFlags.ReadOnly) ? "not readonly"
                : entry.IsWrite ? "write"
                : entry.IsScripting ? "scripting"
                : entry.Has(CommandFlags.Blocking) ? "blocking"
                : entry.Has(CommandFlags.Admin) ? "admin"
                : null;
            if (why is not null)
            {
                wrong.Add($"{entry.Name}: {why}");
            }
        }
        return wrong;
    }
}
