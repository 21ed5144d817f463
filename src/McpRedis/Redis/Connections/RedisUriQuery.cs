using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>The options of a connection URL: a closed list, each at most once.</summary>
internal static class RedisUriQuery
{
    private static readonly string[] Names = [.. RedisUriOption.All.Select(option => option.Name)];

    /// <summary>Puts the options of <paramref name="query"/> (without its <c>?</c>) on top of <paramref name="options"/>.</summary>
    /// <param name="given">Receives the names that were given.</param>
    /// <param name="mistakes">Receives what is wrong.</param>
    public static ConnectionOptions Read(ConnectionOptions options, string query, HashSet<string> given, List<string> mistakes)
    {
        string[] parts = query.Length == 0 ? [] : query.Split('&');
        for (int i = 0; i < parts.Length; i++)
        {
            int equals = parts[i].IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? parts[i] : parts[i][..equals];
            if (RedisUriOption.All.FirstOrDefault(one => one.Name == name) is not { } option)
            {
                mistakes.Add(Unknown(name, i + 1));
            }
            else if (!given.Add(name))
            {
                mistakes.Add($"option '{name}' is given twice; keep one.");
            }
            else if (option.TlsOnly && !options.Tls)
            {
                mistakes.Add($"option '{name}' is for TLS only; expected a rediss:// URL beside it.");
            }
            else
            {
                options = Set(options, option, equals < 0 ? "" : parts[i][(equals + 1)..], mistakes);
            }
        }
        return options;
    }

    private static ConnectionOptions Set(ConnectionOptions options, RedisUriOption option, string encoded, List<string> mistakes)
    {
        if (PercentText.Decode(encoded) is not { } value)
        {
            mistakes.Add($"option '{option.Name}' holds a broken percent-escape; write %25 for a percent sign.");
            return options;
        }
        if (option.Set(options, value) is { } changed)
        {
            return changed;
        }
        mistakes.Add($"option '{option.Name}' has a bad value; expected {option.Form}.{Nearest.Hint(value, option.Words)}");
        return options;
    }

    // A name is repeated in the message only when it is a slip of a known one. Anything else may be the rest of a
    // password with an unencoded '?' in it.
    private static string Unknown(string name, int position) => name.Length > 1 && name.All(char.IsAsciiLetterOrDigit) && Nearest.Of(name, Names) is { } word
        ? $"option '{name}' is unknown. Did you mean '{word}'?"
        : $"option number {position} is unknown; expected one of {string.Join(", ", Names)}.";
}
