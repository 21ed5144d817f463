using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>Options with where they came from, by name; a default has no origin.</summary>
internal sealed record OptionMerge(ServerOptions Options, IReadOnlyDictionary<string, string> Origins)
{
    /// <summary>Takes for each option the strongest source. The weaker ones are checked all the same.</summary>
    public static OptionMerge Run(OptionSources sources, List<string> mistakes)
    {
        var options = new ServerOptions();
        var taken = new Dictionary<string, (int Rank, string Source)>(StringComparer.Ordinal);
        foreach (var option in OptionDefinitions.All)
        {
            foreach (var (rank, setting) in sources.Of(option))
            {
                if (Set(option, options, setting, mistakes) is { } changed && !taken.ContainsKey(option.Name))
                {
                    options = changed;
                    taken[option.Name] = (rank, setting.Source);
                }
            }
        }
        options = LowerAccess(options, taken, mistakes);
        if (options.Tools.Count > 0 && !taken.ContainsKey("toolsets"))
        {
            options = options with { Toolsets = [] };
        }
        return new OptionMerge(options, taken.ToDictionary(one => one.Key, one => one.Value.Source, StringComparer.Ordinal));
    }

    private static ServerOptions? Set(OptionDefinition option, ServerOptions options, Setting setting, List<string> mistakes)
    {
        if (setting.Value.Length == 0)
        {
            // Not taken for absent: an empty access or key prefix is a variable that was lost on the way, and the default allows more.
            mistakes.Add($"{setting.Source}: is empty; expected {option.Form}, or nothing at all.");
            return null;
        }
        if (option.Set(options, setting.Value) is { } changed)
        {
            return changed;
        }
        mistakes.Add($"{setting.Source}: expected {option.Form}.{Hint(option, setting.Value)}");
        return null;
    }

    private static string Hint(OptionDefinition option, string value)
    {
        string? wrong = option.Kind == OptionKind.List
            ? value.Split(',', StringSplitOptions.TrimEntries).FirstOrDefault(item => !option.Words.Contains(item))
            : value;
        return string.IsNullOrEmpty(wrong) ? "" : Nearest.Hint(wrong, option.Words);
    }

    // --read-only lowers what a weaker source allows. It does not silently give way to a stronger one, nor to its own.
    private static ServerOptions LowerAccess(ServerOptions options, Dictionary<string, (int Rank, string Source)> taken, List<string> mistakes)
    {
        if (!options.ReadOnly)
        {
            return options;
        }
        var readOnly = taken["read-only"];
        if (options.Access != "read" && taken.TryGetValue("access", out var access) && access.Rank <= readOnly.Rank)
        {
            mistakes.Add($"{readOnly.Source} and {access.Source} contradict each other: one allows reading alone, the other {options.Access}; keep one.");
        }
        return options with { Access = "read" };
    }
}
