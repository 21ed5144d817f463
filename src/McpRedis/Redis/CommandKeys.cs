using System.Text;

namespace McpRedis.Redis;

/// <summary>
/// Finds the keys in a concrete argument vector. Key specifications do nearly all of it; the commands that keep keys where
/// no specification can say are read the way the server itself reads them (<c>sortGetKeys</c>, <c>migrateGetKeys</c>, <c>xreadGetKeys</c> in its db.c).
/// </summary>
internal static class CommandKeys
{
    private static readonly Dictionary<string, int> SortOptions = new(StringComparer.OrdinalIgnoreCase)
    {
        // How many arguments a word of SORT takes along, so that "BY STORE" is not mistaken for STORE.
        ["LIMIT"] = 2,
        ["GET"] = 1,
        ["BY"] = 1,
        ["STORE"] = 1,
    };

    private static readonly Dictionary<string, int> StreamOptions = new() { ["GROUP"] = 2, ["COUNT"] = 1, ["BLOCK"] = 1, ["CLAIM"] = 1, ["NOACK"] = 0 };

    public static IReadOnlyList<int> Of(CommandEntry entry, IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        var positions = new SortedSet<int>();
        switch (entry.Name)
        {
            case "SORT" or "SORT_RO":
                Sort(arguments, positions);
                break;
            case "MIGRATE":
                Migrate(arguments, positions);
                break;
            default:
                foreach (var spec in entry.KeySpecs)
                {
                    spec.Find(arguments, positions);
                }
                if (entry.Name is "XREAD" or "XREADGROUP")
                {
                    Streams(arguments, positions);
                }
                break;
        }
        return [.. positions];
    }

    /// <summary>
    /// Whether SORT has a pattern after BY or GET, which makes it read keys that are not among its arguments. Without a
    /// star (<c>BY nosort</c>, <c>GET #</c>) the server looks nothing up (<c>lookupKeyByPattern</c> in its sort.c).
    /// </summary>
    public static bool ReadsByPattern(IReadOnlyList<ReadOnlyMemory<byte>> arguments)
    {
        for (int at = 2; at < arguments.Count; at++)
        {
            var word = arguments[at].Span;
            bool pattern = Ascii.EqualsIgnoreCase(word, "BY") || Ascii.EqualsIgnoreCase(word, "GET");
            if (pattern && at + 1 < arguments.Count && arguments[at + 1].Span.Contains((byte)'*'))
            {
                return true;
            }
            at += SortOptions.GetValueOrDefault(Encoding.ASCII.GetString(word));
        }
        return false;
    }

    private static void Sort(IReadOnlyList<ReadOnlyMemory<byte>> arguments, SortedSet<int> positions)
    {
        if (arguments.Count > 1)
        {
            positions.Add(1);
        }
        for (int at = 2; at < arguments.Count; at++)
        {
            if (Ascii.EqualsIgnoreCase(arguments[at].Span, "STORE") && at + 1 < arguments.Count)
            {
                positions.Add(at + 1);   // the last STORE wins in the server; here every one counts
            }
            at += SortOptions.GetValueOrDefault(Encoding.ASCII.GetString(arguments[at].Span));
        }
    }

    // XREADGROUP GROUP group consumer [COUNT n] [BLOCK ms] [NOACK] [CLAIM ms] STREAMS key … id …: a group or consumer may be called
    // "streams", which the specification (the first such word) takes for the beginning of the keys. So both readings count, and
    // after a word we do not know every STREAMS does: too many keys rather than too few.
    private static void Streams(IReadOnlyList<ReadOnlyMemory<byte>> arguments, SortedSet<int> positions)
    {
        bool sure = true;
        for (int at = 1; at < arguments.Count; at++)
        {
            string word = Encoding.ASCII.GetString(arguments[at].Span).ToUpperInvariant();
            if (word == "STREAMS")
            {
                positions.UnionWith(Enumerable.Range(at + 1, (arguments.Count - at - 1) / 2));
                if (sure)
                {
                    return;
                }
            }
            sure &= StreamOptions.TryGetValue(word, out int taken);
            at += sure ? taken : 0;
        }
    }

    // MIGRATE host port key|"" db timeout [COPY] [REPLACE] [AUTH password | AUTH2 user password] [KEYS key …]
    private static void Migrate(IReadOnlyList<ReadOnlyMemory<byte>> arguments, SortedSet<int> positions)
    {
        for (int at = 6; at < arguments.Count; at++)
        {
            var word = arguments[at].Span;
            if (Ascii.EqualsIgnoreCase(word, "KEYS"))
            {
                for (at++; at < arguments.Count; at++)
                {
                    positions.Add(at);
                }
            }
            at += Ascii.EqualsIgnoreCase(word, "AUTH") ? 1 : Ascii.EqualsIgnoreCase(word, "AUTH2") ? 2 : 0;
        }
        if (arguments.Count > 3 && !(arguments[3].IsEmpty && positions.Count > 0))
        {
            positions.Add(3);
        }
    }
}
