using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>
/// May a command be run because a caller names it, and how dangerous is it with these very arguments. Pure: bytes in,
/// ruling out. Admits by an allow-list: what the table flags as a plain write, what may run at read access, and a few
/// named resets; everything else it knows is refused, and what it does not know is Destructive at best.
/// </summary>
internal static class CommandRules
{
    // Reset what the server counts; flagged like what can end it, so named one by one.
    private static readonly Dictionary<string, string> Resets = new()
    {
        ["CONFIG RESETSTAT"] = "resets the server's statistics",
        ["SLOWLOG RESET"] = "empties the slow log",
        ["LATENCY RESET"] = "empties the latency history",
        ["COMMANDLOG RESET"] = "empties the command log",
        ["MEMORY PURGE"] = "makes the server give memory back",
        ["HOTKEYS START"] = "starts collecting hot keys",
        ["HOTKEYS STOP"] = "stops collecting hot keys",
        ["HOTKEYS RESET"] = "throws away what was collected of hot keys",
    };

    private const AclCategories NoData = AclCategories.Admin | AclCategories.Scripting | AclCategories.Connection | AclCategories.Transaction;

    /// <param name="arguments">Name and arguments as they came.</param>
    /// <param name="nowMs">Unix time, to tell an expiry in the past.</param>
    /// <param name="live">What the server at hand says of a command the table does not know; null as long as it was not asked.</param>
    public static CommandRuling Judge(IReadOnlyList<byte[]> arguments, long nowMs, CommandEntry? live = null)
    {
        var none = new CommandRuling("", Risk.Destructive, "is no command");
        if (arguments.Count == 0 || CommandToken.Read(arguments[0]) is not { } word)
        {
            return none.Refuse(ErrorCode.InvalidArgument, "the first item must be a command's name: letters, digits, '.', '_' and '-', without spaces.",
                "Every argument is an item of its own: [\"HGET\", \"key\", \"field\"].");
        }
        var entry = CommandTable.Pinned.Find(word);
        if (entry is { IsContainer: true } && arguments.Count > 1)
        {
            string? second = CommandToken.Read(arguments[1]);
            entry = second is null ? null : CommandTable.Pinned.Find($"{word} {second}");
            if (entry is null)
            {
                return Refused(word, "this sub-command is not known");
            }
        }
        // What a module's command answers with has no length to ask for first, and what it deletes no number: to be confirmed like any that is not known.
        return entry is null || word.Contains('.', StringComparison.Ordinal) ? Unknown(arguments, word, nowMs, live) : Known(arguments, word, entry, nowMs);
    }

    private static CommandRuling Known(IReadOnlyList<byte[]> arguments, string word, CommandEntry entry, long nowMs)
    {
        string name = entry.Name;
        if (name == word && ForbiddenCommands.Reason(name) is { } never)
        {
            return Refused(name, never);
        }
        if (HarmlessCommands.Find(name) is { } harmless)
        {
            return harmless.Conceal is { } secret ? Refused(name, $"its reply holds {secret}")
                : harmless.RefusedWord is { } other && arguments.Is(entry.NameLength, other) ? Refused(name, $"{other} changes something")
                : ReadRules.Apply(Plain(arguments, entry, Risk.Read, harmless.Reason), arguments);
        }
        if (Resets.TryGetValue(name, out string? reset))
        {
            return Plain(arguments, entry, Risk.Admin, reset);
        }
        if (ReadTier.Contains(name))
        {
            return ReadRules.Apply(Plain(arguments, entry, Risk.Read, "reads"), arguments);
        }
        if (name is "PUBLISH" or "SPUBLISH")
        {
            return Plain(arguments, entry, Risk.Write, "sends a message");
        }
        bool stream = name is "XREAD" or "XREADGROUP";
        bool work = (entry.IsWrite || stream) && (entry.Categories & NoData) == 0 && !entry.Has(CommandFlags.Admin)
            && (stream || !entry.Has(CommandFlags.Blocking)) && (name == "SORT" || (entry.Categories & AclCategories.Dangerous) == 0);
        return !work || ForbiddenCommands.Reason(word) is not null
            ? Refused(name, ForbiddenCommands.Reason(word) ?? "it is not work on keys")
            : ReadRules.Apply(WriteRules.Apply(Plain(arguments, entry, Risk.Write, "changes data"), arguments, nowMs), arguments);
    }

    private static CommandRuling Unknown(IReadOnlyList<byte[]> arguments, string word, long nowMs, CommandEntry? live)
    {
        if (ForbiddenCommands.ReasonOfUnknown(word) is { } why)
        {
            return Refused(word, why);
        }
        if (live is null)
        {
            return new(word, Risk.Destructive, "is not known") { Unknown = true, Command = Build(word, arguments, 1, []) };
        }
        if (live.Name != word && CommandTable.Pinned.Find(live.Name) is { } original && Known(arguments, live.Name.Split(' ')[0], original, nowMs) is { Refusal: not null })
        {
            return Refused(word, $"the server says it is {live.Name}");
        }
        return ForbiddenCommands.ReasonOfLive(live) is { } power
            ? Refused(word, power)
            : Plain(arguments, live with { Name = word }, Risk.Destructive, "is not known to this program") with { Unknown = true };
    }

    private static CommandRuling Plain(IReadOnlyList<byte[]> arguments, CommandEntry entry, Risk risk, string reason)
    {
        var keys = KeysOf(entry, arguments);
        return new(entry.Name, risk, reason)
        {
            Command = Build(entry.Name, arguments, entry.NameLength, keys),
            Keys = [.. keys.Select(at => arguments[at])],
            Reach = CommandTable.Pinned.Find(entry.Name) is null ? NodeReach.Any : NodeReaches.Of(entry),
        };
    }

    // Old servers and some modules tell positions only, no specifications.
    private static IReadOnlyList<int> KeysOf(CommandEntry entry, IReadOnlyList<byte[]> arguments)
    {
        if (entry.KeySpecs.Length > 0 || entry.FirstKey <= 0 || entry.KeyStep <= 0)
        {
            return CommandKeys.Of(entry, [.. arguments.Select(a => (ReadOnlyMemory<byte>)a)]);
        }
        int last = entry.LastKey < 0 ? arguments.Count + entry.LastKey : entry.LastKey;
        var keys = new List<int>();
        for (int at = entry.FirstKey; at <= last && at < arguments.Count; at += entry.KeyStep)
        {
            keys.Add(at);
        }
        return keys;
    }

    private static RedisCommand Build(string name, IReadOnlyList<byte[]> arguments, int words, IReadOnlyList<int> keys)
    {
        var command = RedisCommand.Of(name).Large();   // how much it answers is not ours to know
        for (int at = Math.Min(words, arguments.Count); at < arguments.Count; at++)
        {
            _ = keys.Contains(at) ? command.Key(arguments[at]) : command.Arg(arguments[at]);
        }
        return command;
    }

    private static CommandRuling Refused(string name, string why) =>
        new CommandRuling(name, Risk.Admin, why).Refuse(ErrorCode.CommandNotAllowed, $"{name} is not run at any access level: {why}.", TypedTools.Hint(name));
}
