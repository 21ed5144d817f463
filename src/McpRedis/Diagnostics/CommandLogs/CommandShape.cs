namespace McpRedis.Diagnostics.CommandLogs;

/// <summary>All entries of one command on keys of one prefix together.</summary>
/// <param name="Command">Name, with sub-command.</param>
/// <param name="Prefix">Of the first key; null where there is none.</param>
/// <param name="Count">Entries.</param>
/// <param name="Total">Sum of their figures.</param>
/// <param name="P50">Middle one: half of them are at most this.</param>
/// <param name="Max">Largest.</param>
/// <param name="FewestArguments">Of an entry.</param>
/// <param name="MostArguments">Of an entry.</param>
/// <param name="LastAtUnixSeconds">The newest.</param>
internal sealed record CommandShape(string Command, string? Prefix, int Count, long Total, long P50, long Max, int FewestArguments, int MostArguments, long LastAtUnixSeconds)
{
    /// <summary>Largest sum first.</summary>
    public static IReadOnlyList<CommandShape> Of(IEnumerable<LoggedCommand> entries) =>
        [.. entries.GroupBy(entry => (entry.Command, entry.Prefix)).Select(group => Of(group.Key.Command, group.Key.Prefix, [.. group]))
            .OrderByDescending(shape => shape.Total).ThenBy(shape => shape.Command, StringComparer.Ordinal).ThenBy(shape => shape.Prefix, StringComparer.Ordinal)];

    private static CommandShape Of(string command, string? prefix, List<LoggedCommand> entries)
    {
        long[] figures = [.. entries.Select(entry => entry.Figure).Order()];
        return new(
            command,
            prefix,
            entries.Count,
            figures.Sum(),
            figures[(figures.Length - 1) / 2],
            figures[^1],
            entries.Min(entry => entry.Arguments),
            entries.Max(entry => entry.Arguments),
            entries.Max(entry => entry.AtUnixSeconds));
    }
}
