using McpRedis.Faults;

namespace McpRedis.Migration.Selection;

/// <summary>What is taken, under which names it arrives, and what happens where a name is taken already. Checked; says nothing of servers yet.</summary>
internal sealed class KeySelection
{
    /// <summary>Longest pattern or prefix in bytes. Servers give up on patterns with a thousand stars; none of ours gets so far.</summary>
    public const int LongestPattern = 1024;

    /// <summary>Most patterns, databases or renames of one kind.</summary>
    public const int MostItems = 64;

    private KeySelection(SelectionRequest request, KeyFilter filter, KeyMapping mapping) => (Request, Filter, Mapping) = (request, filter, mapping);

    /// <summary>As asked for.</summary>
    public SelectionRequest Request { get; }

    public KeyFilter Filter { get; }

    public KeyMapping Mapping { get; }

    public CollisionPolicy Collision => Request.Collision;

    /// <summary>Every key of every database goes over under its own name: what replication does.</summary>
    public bool IsWhole => Filter.TakesAll && Mapping.KeepsNames && Mapping.KeepsDatabases;

    /// <exception cref="Fault">invalid_argument: names the argument and what is wrong with it.</exception>
    public static KeySelection Of(SelectionRequest request)
    {
        CheckPatterns("patterns", request.Patterns);
        CheckPatterns("exclude", request.Exclude);
        var types = TypesOf(request.Types);
        CheckLimits(request.Limits);
        CheckDatabases(request.Databases);
        CheckRenames(request.Renames);
        var filter = new KeyFilter(
            [.. request.Patterns.Select(KeyPattern.Of)],
            [.. request.Exclude.Select(KeyPattern.Of)],
            types,
            request.Limits);
        return new(request, filter, new KeyMapping(request.Databases, request.Renames));
    }

    private static void CheckPatterns(string argument, IReadOnlyList<byte[]> patterns)
    {
        if (patterns.Count > MostItems)
        {
            throw Fault.Argument(argument, $"at most {MostItems} are taken, got {patterns.Count}.");
        }
        for (int i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Length is 0 or > LongestPattern)
            {
                throw Fault.Argument($"{argument}[{i}]", patterns[i].Length == 0 ? "is empty, which matches no name anybody means." : $"has {patterns[i].Length} bytes; at most {LongestPattern} are taken.");
            }
        }
    }

    private static KeyTypes? TypesOf(IReadOnlyList<string> words)
    {
        var types = KeyTypes.None;
        for (int i = 0; i < words.Count; i++)
        {
            types |= KeyTypeWords.All.Contains(words[i]) ? KeyTypeWords.Of(words[i])
                : throw Fault.Argument($"types[{i}]", $"expected one of {string.Join(", ", KeyTypeWords.All)}.{Nearest.Hint(words[i], KeyTypeWords.All)}");
        }
        return words.Count == 0 ? null : types;
    }

    private static void CheckLimits(KeyLimits limits)
    {
        Check("minTtlMs", limits.MinTtlMs, 1);
        Check("maxTtlMs", limits.MaxTtlMs, limits.MinTtlMs ?? 1);
        Check("maxSizeBytes", limits.MaxBytes, 1);

        static void Check(string argument, long? value, long least)
        {
            if (value < least)
            {
                throw Fault.Argument(argument, $"must be {least} or more, got {value}.");
            }
        }
    }

    private static void CheckDatabases(IReadOnlyList<DatabaseMove> moves)
    {
        if (moves.Count > MostItems)
        {
            throw Fault.Argument("databases", $"at most {MostItems} are taken, got {moves.Count}.");
        }
        var seen = new HashSet<int>();
        foreach (var move in moves)
        {
            if (move.Source < 0 || move.Target < 0)
            {
                throw Fault.Argument("databases", "numbers of databases begin with 0.");
            }
            if (!seen.Add(move.Source))
            {
                throw Fault.Argument("databases", $"database {move.Source} is named twice; a key goes to one place.");
            }
            if (move.Prefix.Length > LongestPattern)
            {
                throw Fault.Argument("databases", $"the prefix of database {move.Source} has {move.Prefix.Length} bytes; at most {LongestPattern} are taken.");
            }
        }
        // Several into one, told apart by nothing: keys of the same name would overwrite each other, whatever the policy says of the target's own.
        foreach (var together in moves.GroupBy(move => move.Target))
        {
            string[] prefixes = [.. together.Select(move => Convert.ToHexString(move.Prefix))];
            if (prefixes.Length > 1 && prefixes.Any(one => prefixes.Count(other => other.StartsWith(one, StringComparison.Ordinal)) > 1))
            {
                throw Fault.Argument("databases", $"databases {string.Join(" and ", together.Select(move => move.Source))} go to database {together.Key}, where keys of the same name would meet.",
                    "Give each a prefix of its own, none the beginning of another.");
            }
        }
    }

    private static void CheckRenames(IReadOnlyList<PrefixRename> renames)
    {
        if (renames.Count > MostItems)
        {
            throw Fault.Argument("renames", $"at most {MostItems} are taken, got {renames.Count}.");
        }
        for (int i = 0; i < renames.Count; i++)
        {
            var (from, to) = (renames[i].From, renames[i].To);
            if (from.Length == 0)
            {
                throw Fault.Argument($"renames[{i}]", "from is empty, which every name begins with.", "To put something before all names use databases with a prefix.");
            }
            if (from.Length > LongestPattern || to.Length > LongestPattern)
            {
                throw Fault.Argument($"renames[{i}]", $"at most {LongestPattern} bytes are taken.");
            }
            if (renames.Take(i).Any(earlier => earlier.From.AsSpan().SequenceEqual(from)))
            {
                throw Fault.Argument($"renames[{i}]", "the same from stands there twice.");
            }
        }
    }
}
