using System.Text;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>What is kept of one line: nothing that was stored.</summary>
/// <param name="Client">Address, <c>unix</c> or <c>lua</c>.</param>
/// <param name="Command">Name, with sub-command; <c>(unknown)</c> for what is no command.</param>
/// <param name="IsWrite">It may change keys.</param>
/// <param name="Prefix">Of its first key; null where it has none.</param>
internal sealed record MonitoredCommand(string Client, string Command, bool IsWrite, string? Prefix)
{
    public static MonitoredCommand Of(MonitorLine line)
    {
        var entry = Entry(line.Words);
        return new(line.Client, entry?.Name ?? "(unknown)", entry?.IsWrite == true, entry is null ? null : KeyPrefix.OfFirst(entry, line.Words, line.IsWhole));
    }

    private static CommandEntry? Entry(IReadOnlyList<ReadOnlyMemory<byte>> words)
    {
        string name = Encoding.ASCII.GetString(words[0].Span);
        var entry = CommandTable.Pinned.Find(name);
        return entry is { IsContainer: true } && words.Count > 1 ? CommandTable.Pinned.Find($"{name} {Encoding.ASCII.GetString(words[1].Span)}") ?? entry : entry;
    }
}
